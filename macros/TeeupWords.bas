Attribute VB_Name = "TeeupWords"
Option Explicit
Option Private Module

' Every sentence comes from the generated catalogue, in the language that Excel speaks.

Private Const GERMAN As Long = 7
Private Const GERMAN_EXCEL As Long = 49

Public Function TeeupLanguage() As String
    Dim spoken As Long
    On Error Resume Next
    ' The low ten bits of an id are the language, whatever the country: 1031, 2055 and 3079 are all German.
    spoken = Application.LanguageSettings.LanguageID(msoLanguageIDUI) And 1023
    If spoken = 0 Then spoken = IIf(Application.International(xlCountryCode) = GERMAN_EXCEL, GERMAN, 0)
    TeeupLanguage = IIf(spoken = GERMAN, "de", "en")
End Function

Public Function TeeupWord(ByVal key As String) As String
    TeeupWord = TeeupPlain(TeeupText(key, TeeupLanguage()))
End Function

' The dialogs' words under the key, their placeholders filled: TeeupSentence("busy", "command", "Today").
Public Function TeeupSentence(ByVal key As String, ParamArray facts() As Variant) As String
    Dim at As Long
    TeeupSentence = TeeupWord("dialogs." & key)
    For at = 0 To UBound(facts) - 1 Step 2
        TeeupSentence = Replace(TeeupSentence, "{" & facts(at) & "}", CStr(facts(at + 1)))
    Next at
End Function

Public Sub TeeupTell(ByVal sentence As String, Optional ByVal title As String = "refused", _
                     Optional ByVal icon As Long = vbExclamation)
    MsgBox sentence, icon, TeeupSentence("titles." & title)
End Sub

Public Function TeeupAsked(ByVal sentence As String, ByVal buttons As Long) As Long
    TeeupAsked = MsgBox(sentence, buttons + vbQuestion, TeeupSentence("titles.asked"))
End Function

' A command as its button is called.
Public Function TeeupCommandTitle(ByVal command As String) As String
    TeeupCommandTitle = TeeupWord(command & ".label")
End Function
