Attribute VB_Name = "TeeupLauncher"
Option Explicit
Option Private Module

' From a click to a request that Python answers: guarded, asked, written down, and handed over. Nothing is read
' from the open workbook or its folder but its name, the selection, and the names by which a master is known.

Private Const COMPANION_ALIVE As Double = 5
Private Const NO_SUCH_FILE As Long = 53

' The tag of a control: the command, then what its menu item chose, "command;option=value".
Public Sub TeeupLaunch(ByVal tag As String)
    Dim wishes As String, command As String
    On Error GoTo Failed
    command = TeeupCommandOf(tag)
    If command = "open" Then
        TeeupOpenMaster
    ElseIf TeeupMayStart(command) Then
        If TeeupWished(tag, wishes) Then Ask command, wishes
    End If
    Exit Sub
Failed:
    TeeupTell TeeupSentence("failed", "reason", Err.Description), "bug", vbCritical
End Sub

Private Sub Ask(ByVal command As String, ByVal wishes As String)
    Dim id As String, note As String
    If Not Described(command, note) Then
        TeeupTell TeeupSentence("too_many_rows")
        Exit Sub
    End If
    id = NewId()
    If Not Written(id, note & wishes) Then Exit Sub
    If Not HandedOver(id) Then Exit Sub
    TeeupAwait id, command
    TeeupShowStatus TeeupSentence("started", "command", TeeupCommandTitle(command))
    TeeupLookAgain
    TeeupInvalidate
End Sub

Private Function Described(ByVal command As String, ByRef note As String) As Boolean
    Dim sheet As String, rows As String
    note = TeeupNoteLine("command", command) & TeeupNoteLine("language", TeeupLanguage()) & _
           TeeupNoteLine("hwnd", WindowOfExcel()) & _
           TeeupNoteLine("rehearse", IIf(TeeupRehearsing(), "yes", ""))
    Described = True
    If ActiveWorkbook Is Nothing Then Exit Function
    Described = TeeupSelectedRows(sheet, rows)
    note = note & TeeupNoteLine("workbook", ActiveWorkbook.Name) & _
           TeeupNoteLine("path", ActiveWorkbook.FullName) & _
           TeeupNoteLine("sheet", sheet) & "rows=" & rows & vbLf
End Function

Private Function WindowOfExcel() As String
    #If Mac Then
        WindowOfExcel = ""
    #Else
        WindowOfExcel = CStr(Application.Hwnd)
    #End If
End Function

Private Function NewId() As String
    Randomize
    NewId = "t" & Format$(Now, "yyyymmddhhnnss") & LCase$(Right$("00000" & Hex$(Int(Rnd * 1048576)), 5))
End Function

Private Function Written(ByVal id As String, ByVal note As String) As Boolean
    On Error GoTo Unwritten
    TeeupWriteRequest id, note
    Written = True
    Exit Function
Unwritten:
    TeeupTell TeeupSentence("unwritten", "folder", TeeupHome(), "reason", Err.Description)
End Function

' The companion takes a request by itself; without one, Python is started for this request alone.
Private Function HandedOver(ByVal id As String) As Boolean
    On Error GoTo Blocked
    If TeeupSecondsOld(TeeupHomeFile("companion.alive")) > COMPANION_ALIVE Then StartPython id
    HandedOver = True
    Exit Function
Blocked:
    TeeupTell StartRefused(Err.Number, Err.Description)
    TeeupForgetFile TeeupRequestFile(id, ".request")
End Function

Private Function StartRefused(ByVal number As Long, ByVal reason As String) As String
    StartRefused = TeeupSentence(IIf(number = NO_SUCH_FILE, "python_gone", "start_blocked"), "reason", reason)
End Function

Private Sub StartPython(ByVal id As String)
    #If Mac Then
        AppleScriptTask "Teeup.applescript", "answer", id
    #Else
        Shell """" & TeeupPython() & """ -I -m addin answer " & id, vbHide
    #End If
End Sub
