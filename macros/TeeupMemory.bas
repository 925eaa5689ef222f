Attribute VB_Name = "TeeupMemory"
Option Explicit
Option Private Module

' What must outlive a reset of VBA, which empties every variable: cells of the add-in's own sheet. A rehearsal
' must not turn into the real thing only because somebody pressed "End" in an error box.

Private Const REHEARSING As Long = 1
Private Const WAITING_FOR As Long = 2
Private Const WAITING_COMMAND As Long = 3
Private Const WAITING_SINCE As Long = 4
Private Const STATUS As Long = 5

Public Function TeeupRehearsing() As Boolean
    TeeupRehearsing = (Kept(REHEARSING) = "yes")
End Function

Public Sub TeeupRehearse(ByVal wanted As Boolean)
    Keep REHEARSING, IIf(wanted, "yes", "")
End Sub

Public Sub TeeupAwait(ByVal id As String, ByVal command As String)
    Keep WAITING_FOR, id
    Keep WAITING_COMMAND, command
    Keep WAITING_SINCE, Now
End Sub

Public Sub TeeupAwaitNothing()
    Keep WAITING_FOR, ""
    Keep WAITING_COMMAND, ""
End Sub

Public Function TeeupAwaited() As String
    TeeupAwaited = CStr(Kept(WAITING_FOR))
End Function

Public Function TeeupAwaitedCommand() As String
    TeeupAwaitedCommand = CStr(Kept(WAITING_COMMAND))
End Function

Public Function TeeupSecondsAwaited() As Double
    TeeupSecondsAwaited = (Now - CDate(Kept(WAITING_SINCE))) * 86400#
End Function

Public Sub TeeupShowStatus(ByVal sentence As String)
    Application.StatusBar = "Teeup: " & sentence
    Keep STATUS, "Teeup: " & sentence
End Sub

' The status bar is Excel's and everybody's: only our own words are taken off it.
Public Sub TeeupClearStatus()
    If CStr(Application.StatusBar) = CStr(Kept(STATUS)) Then Application.StatusBar = False
    Keep STATUS, ""
End Sub

Private Function Kept(ByVal place As Long) As Variant
    Kept = ThisWorkbook.Worksheets(1).Cells(place, 1).Value
End Function

Private Sub Keep(ByVal place As Long, ByVal value As Variant)
    ThisWorkbook.Worksheets(1).Cells(place, 1).Value = value
    ThisWorkbook.Saved = True
End Sub
