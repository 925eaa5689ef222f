Attribute VB_Name = "TeeupGuards"
Option Explicit
Option Private Module

' Whether a command may begin. Where it may not, the coordinator is told why and how to go on, and nothing is
' written.

Private Const WITHOUT_MASTER As String = ";new;demo;doctor;handbook;ping;"

Public Function TeeupMayStart(ByVal command As String) As Boolean
    Dim running As String
    running = TeeupRunning()
    If Len(running) > 0 Then
        TeeupTell TeeupSentence("busy", "command", TeeupCommandTitle(running))
    ElseIf Not Application.Ready Then
        TeeupTell TeeupSentence("excel_busy")
    ElseIf InStr(WITHOUT_MASTER, ";" & command & ";") > 0 Then
        TeeupMayStart = True
    Else
        TeeupMayStart = MasterIsOpen()
    End If
End Function

Public Function TeeupIsMaster(ByVal book As Workbook) As Boolean
    On Error Resume Next
    TeeupIsMaster = Len(book.Names("as_of").Name) > 0 And Len(book.Names("house_holidays").Name) > 0
End Function

Private Function MasterIsOpen() As Boolean
    If InProtectedView() Then
        TeeupTell TeeupSentence("protected_view")
    ElseIf ActiveWorkbook Is Nothing Then
        OfferMaster TeeupSentence("no_workbook")
    ElseIf Not TeeupIsMaster(ActiveWorkbook) Then
        OfferMaster TeeupSentence("foreign_workbook", "workbook", ActiveWorkbook.Name)
    ElseIf Len(ActiveWorkbook.Path) = 0 Then
        TeeupTell TeeupSentence("never_saved", "workbook", ActiveWorkbook.Name)
    Else
        MasterIsOpen = True
    End If
End Function

Private Function InProtectedView() As Boolean
    #If Mac Then
        InProtectedView = False
    #Else
        InProtectedView = Not Application.ActiveProtectedViewWindow Is Nothing
    #End If
End Function

Private Sub OfferMaster(ByVal why As String)
    Select Case TeeupAsked(why & vbLf & vbLf & TeeupSentence("offer"), vbYesNoCancel)
        Case vbYes
            TeeupLaunch "new"
        Case vbNo
            TeeupOpenMaster
    End Select
End Sub
