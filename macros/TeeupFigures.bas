Attribute VB_Name = "TeeupFigures"
Option Explicit
Option Private Module

' What Python last said about the open workbook: how much is due, what runs, who the reps are.

' Whoever works touches the note every second; one that is older was left by a run that has ended.
Private Const FRESH As Double = 15

Public Function TeeupDue() As String
    If CountedToday() Then TeeupDue = OfThisWorkbook("due")
End Function

Public Function TeeupReps() As String
    TeeupReps = OfThisWorkbook("reps")
End Function

' The command that runs, asked for here or in another window; blank where nothing runs.
Public Function TeeupRunning() As String
    TeeupRunning = TeeupAwaitedCommand()
    If Len(TeeupRunning) = 0 And TeeupIsWorking() Then TeeupRunning = Figure("busy")
End Function

Public Function TeeupIsWorking() As Boolean
    TeeupIsWorking = TeeupSecondsOld(NotePath()) < FRESH
End Function

Private Function OfThisWorkbook(ByVal key As String) As String
    If ActiveWorkbook Is Nothing Then Exit Function
    If Figure("workbook") = ActiveWorkbook.Name Then OfThisWorkbook = Figure(key)
End Function

Private Function CountedToday() As Boolean
    CountedToday = TeeupSecondsOld(NotePath()) <= (Now - Date) * 86400#
End Function

Private Function Figure(ByVal key As String) As String
    Figure = TeeupNoteValue(TeeupReadFile(NotePath()), key)
End Function

Private Function NotePath() As String
    NotePath = TeeupHomeFile("figures.note")
End Function
