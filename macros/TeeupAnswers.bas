Attribute VB_Name = "TeeupAnswers"
Option Explicit

' From Python's answer to what the coordinator sees. Python calls TeeupAnswered and is not held up by a message
' box; where it cannot call (it was killed, or a cell is being edited), we look for ourselves.

Private Const PATIENCE As Double = 30

Public Sub TeeupAnswered(ByVal id As String)
    If id Like "*[!a-z0-9]*" Then Exit Sub
    TeeupAwait id, TeeupAwaitedCommand()
    Application.OnTime Now, TeeupMacro("TeeupShowAwaited")
End Sub

Public Sub TeeupShowAwaited()
    If TeeupFileExists(TeeupRequestFile(TeeupAwaited(), ".answer")) Then TeeupShow TeeupAwaited()
End Sub

Public Sub TeeupShow(ByVal id As String)
    Dim note As String
    On Error GoTo Failed
    note = TeeupReadFile(TeeupRequestFile(id, ".answer"))
    CleanUp id
    TellAnswer TeeupNoteValue(note, "state"), TeeupNoteValue(note, "text")
    If Len(TeeupNoteValue(note, "open")) > 0 Then TeeupOpenFile TeeupNoteValue(note, "open")
    Exit Sub
Failed:
    TeeupTell TeeupSentence("failed", "reason", Err.Description), "bug", vbCritical
End Sub

' Runs every few seconds while an answer is awaited.
Public Sub TeeupLook()
    Dim id As String
    On Error GoTo Failed
    id = TeeupAwaited()
    If Len(id) = 0 Then Exit Sub
    If TeeupFileExists(TeeupRequestFile(id, ".answer")) Then
        TeeupShow id
    ElseIf TeeupIsWorking() Or TeeupSecondsAwaited() < PATIENCE Then
        TeeupLookAgain
    Else
        GiveUp id
    End If
    Exit Sub
Failed:
    TeeupAwaitNothing
End Sub

Public Sub TeeupLookAgain()
    Application.OnTime Now + TimeSerial(0, 0, 5), TeeupMacro("TeeupLook")
End Sub

Public Sub TeeupTakeBackStatus()
    TeeupClearStatus
End Sub

' Named with the add-in's file, so that a macro of the same name in another workbook is never meant.
Public Function TeeupMacro(ByVal procedure As String) As String
    TeeupMacro = "'" & ThisWorkbook.Name & "'!" & procedure
End Function

Private Sub TellAnswer(ByVal state As String, ByVal text As String)
    Select Case state
        Case "done"
            TeeupShowStatus Left$(Split(text & vbLf, vbLf)(0), 240)
            Application.OnTime Now + TimeSerial(0, 0, 20), TeeupMacro("TeeupTakeBackStatus")
        Case "act"
            TeeupTell text, IIf(TeeupRehearsing(), "rehearsed", "act"), vbInformation
        Case "refused"
            TeeupTell text
        Case "bug"
            TeeupTell text, "bug", vbCritical
        Case Else
            TeeupTell TeeupSentence("answer_unread"), "bug", vbCritical
    End Select
End Sub

Private Sub GiveUp(ByVal id As String)
    Dim command As String, taken As Boolean
    command = TeeupAwaitedCommand()
    taken = Not TeeupFileExists(TeeupRequestFile(id, ".request"))
    CleanUp id
    TeeupTell TeeupSentence(IIf(taken, "interrupted", "not_taken"), "command", TeeupCommandTitle(command))
End Sub

Private Sub CleanUp(ByVal id As String)
    Dim ending As Variant
    For Each ending In Array(".answer", ".request", ".working")
        TeeupForgetFile TeeupRequestFile(id, ending)
    Next ending
    TeeupAwaitNothing
    Application.StatusBar = False
    TeeupInvalidate
End Sub
