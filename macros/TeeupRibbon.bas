Attribute VB_Name = "TeeupRibbon"
Option Explicit

' What the ribbon asks and tells. A reset of VBA loses the ribbon object: then the buttons go on working, and only
' their labels wait for the next start of Excel.

Private ribbon As IRibbonUI
Private watch As TeeupWatch

Public Sub TeeupOnLoad(loaded As IRibbonUI)
    Set ribbon = loaded
    Set watch = New TeeupWatch
End Sub

Public Sub TeeupInvalidate()
    On Error Resume Next
    If Not ribbon Is Nothing Then ribbon.Invalidate
End Sub

' Only the button that counts something is asked again: windows are changed often.
Public Sub TeeupRecount()
    On Error Resume Next
    If Not ribbon Is Nothing Then ribbon.InvalidateControl "teeup_today"
End Sub

Public Sub TeeupClick(control As IRibbonControl)
    TeeupLaunch control.Tag
End Sub

Public Sub TeeupToggle(control As IRibbonControl, pressed As Boolean)
    On Error GoTo Failed
    TeeupRehearse pressed
    Exit Sub
Failed:
    TeeupTell TeeupSentence("failed", "reason", Err.Description), "bug", vbCritical
End Sub

Public Sub TeeupPressed(control As IRibbonControl, ByRef returnedVal)
    returnedVal = False
    On Error Resume Next
    returnedVal = TeeupRehearsing()
End Sub

Public Sub TeeupLabel(control As IRibbonControl, ByRef returnedVal)
    Dim due As String
    On Error Resume Next
    returnedVal = TeeupWord(WordsOf(control, "label"))
    due = TeeupDue()
    If Len(due) > 0 Then returnedVal = Counted(control.Tag, due, returnedVal)
End Sub

Public Sub TeeupScreentip(control As IRibbonControl, ByRef returnedVal)
    On Error Resume Next
    returnedVal = TeeupWord(WordsOf(control, "screentip"))
End Sub

Public Sub TeeupSupertip(control As IRibbonControl, ByRef returnedVal)
    Dim running As String
    On Error Resume Next
    returnedVal = TeeupWord(WordsOf(control, "supertip"))
    running = TeeupRunning()
    If Len(running) > 0 Then returnedVal = returnedVal & vbLf & vbLf & Reason("busy", running)
End Sub

Public Sub TeeupEnabled(control As IRibbonControl, ByRef returnedVal)
    returnedVal = True
    On Error Resume Next
    returnedVal = (Len(TeeupRunning()) = 0)
End Sub

' The menu of reps: everybody, then each by name. What Python does not know yet is not there to choose.
Public Sub TeeupMenu(control As IRibbonControl, ByRef returnedVal)
    Dim rep As Variant, items As String, at As Long
    On Error Resume Next
    items = MenuItem(control, 0, TeeupWord("reps.all"), "")
    For Each rep In Split(TeeupReps(), "|")
        at = at + 1
        items = items & MenuItem(control, at, rep, rep)
    Next rep
    returnedVal = "<menu xmlns=""http://schemas.microsoft.com/office/2009/07/customui"">" & items & "</menu>"
End Sub

' Groups and the tab have no tag; everything else finds its words under what a click on it does.
Private Function WordsOf(ByVal control As IRibbonControl, ByVal part As String) As String
    If Len(control.Tag) > 0 Then
        WordsOf = control.Tag & "." & part
    ElseIf control.Id Like "teeup_group_*" Then
        WordsOf = "groups." & Mid$(control.Id, Len("teeup_group_") + 1)
    Else
        WordsOf = Mid$(control.Id, Len("teeup_") + 1)
    End If
End Function

Private Function Counted(ByVal command As String, ByVal due As String, ByVal otherwise As String) As String
    Counted = Replace(TeeupWord(command & ".counted"), "{n}", due)
    If Len(Counted) = 0 Then Counted = otherwise
End Function

Private Function Reason(ByVal code As String, ByVal running As String) As String
    Reason = Replace(TeeupWord("reasons." & code), "{command}", TeeupCommandTitle(running))
End Function

Private Function MenuItem(ByVal menu As IRibbonControl, ByVal at As Long, ByVal label As String, _
                          ByVal value As String) As String
    MenuItem = "<button id=""" & menu.Id & "_" & at & """ label=""" & Quoted(Replace(label, "&", "&&")) & _
               """ tag=""" & Quoted(menu.Tag & InTag(value)) & """ onAction=""TeeupClick""/>"
End Function

' A value in a tag must not look like the next option.
Private Function InTag(ByVal value As String) As String
    InTag = Replace(Replace(TeeupEscaped(value), ";", "\u003B"), "=", "\u003D")
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = Replace(Replace(text, "&", "&amp;"), "<", "&lt;")
    Quoted = Replace(Replace(Quoted, ">", "&gt;"), """", "&quot;")
End Function
