Attribute VB_Name = "TeeupFiles"
Option Explicit
Option Private Module

' Where the notes lie, and the only module that touches the disk.

Private Const NEVER As Double = 1E+15

Public Function TeeupHomeFile(ByVal title As String) As String
    TeeupHomeFile = TeeupHome() & Application.PathSeparator & title
End Function

Public Function TeeupRequestFile(ByVal id As String, ByVal ending As String) As String
    TeeupRequestFile = TeeupHomeFile("requests") & Application.PathSeparator & id & ending
End Function

Public Function TeeupReadFile(ByVal path As String) As String
    Dim channel As Integer
    On Error GoTo Missing
    channel = FreeFile
    Open path For Input As #channel
    On Error Resume Next
    TeeupReadFile = Input$(LOF(channel), channel)
    Close #channel
Missing:
End Function

Public Sub TeeupWriteRequest(ByVal id As String, ByVal note As String)
    Dim channel As Integer, part As String
    MakeFolder TeeupHome()
    MakeFolder TeeupHomeFile("requests")
    part = TeeupRequestFile(id, ".part")
    channel = FreeFile
    Open part For Binary As #channel
    Put #channel, , note
    Close #channel
    Name part As TeeupRequestFile(id, ".request")
End Sub

Public Sub TeeupForgetFile(ByVal path As String)
    On Error Resume Next
    Kill path
End Sub

Public Function TeeupFileExists(ByVal path As String) As Boolean
    TeeupFileExists = TeeupSecondsOld(path) < NEVER
End Function

' The age by the file's own time; NEVER where there is no file.
Public Function TeeupSecondsOld(ByVal path As String) As Double
    TeeupSecondsOld = NEVER
    On Error Resume Next
    TeeupSecondsOld = (Now - FileDateTime(path)) * 86400#
End Function

Private Sub MakeFolder(ByVal path As String)
    On Error Resume Next
    MkDir path
End Sub
