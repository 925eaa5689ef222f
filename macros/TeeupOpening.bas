Attribute VB_Name = "TeeupOpening"
Option Explicit
Option Private Module

' Files that Excel opens for the coordinator.

Public Sub TeeupOpenFile(ByVal path As String)
    If LCase$(path) Like "*.xls[xm]" Then
        TeeupOpenWorkbook path
    Else
        OpenElsewhere path
    End If
End Sub

Public Sub TeeupOpenWorkbook(ByVal path As String)
    On Error GoTo Unopened
    Workbooks.Open path
    TeeupInvalidate
    Exit Sub
Unopened:
    TeeupTell TeeupSentence("unopened", "file", path, "reason", Err.Description)
End Sub

Private Sub OpenElsewhere(ByVal path As String)
    On Error GoTo Unopened
    ThisWorkbook.FollowHyperlink path
    Exit Sub
Unopened:
    TeeupTell TeeupSentence("unopened", "file", path, "reason", Err.Description)
End Sub
