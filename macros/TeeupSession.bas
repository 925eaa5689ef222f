Attribute VB_Name = "TeeupSession"
Option Explicit

' Excel runs Auto_Open when it opens the add-in at its start; what is to be done waits until a workbook is there.

Public Sub Auto_Open()
    Application.OnTime Now, TeeupMacro("TeeupStartSession")
End Sub

Public Sub TeeupStartSession()
    On Error Resume Next
    TeeupDescribeFunctions TeeupLanguage()
    TeeupInvalidate
End Sub
