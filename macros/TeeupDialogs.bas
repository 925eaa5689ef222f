Attribute VB_Name = "TeeupDialogs"
Option Explicit
Option Private Module

Private Const FOLDER_PICKER As Long = 4

' What a command is to do, from the menu item that was chosen and from dialogs. Cancel ends a click without a word.

' The options of the click as lines of a note; False where the coordinator pressed Cancel.
Public Function TeeupWished(ByVal tag As String, ByRef wishes As String) As Boolean
    Dim command As String, wanted As Variant, parts() As String, answer As Variant
    command = TeeupCommandOf(tag)
    wishes = ChosenInMenu(tag)
    For Each wanted In Split(TeeupAsks(tag), ";")
        parts = Split(wanted, ":")
        answer = AnswerTo(command, parts(0), parts(1))
        If VarType(answer) = vbBoolean Then Exit Function
        wishes = wishes & Wish(parts(0), answer)
    Next wanted
    TeeupWished = True
End Function

Public Function TeeupCommandOf(ByVal tag As String) As String
    TeeupCommandOf = Split(tag & ";", ";")(0)
End Function

Public Sub TeeupOpenMaster()
    Dim path As Variant
    path = FileToOpen(TeeupWord("open.label"), "dialogs.kinds.workbooks", "*.xlsx;*.xlsm")
    If VarType(path) <> vbBoolean Then TeeupOpenWorkbook path
End Sub

Private Function ChosenInMenu(ByVal tag As String) As String
    Dim parts() As String, at As Long, pair() As String
    parts = Split(tag, ";")
    For at = 1 To UBound(parts)
        pair = Split(parts(at), "=", 2)
        If UBound(pair) = 1 Then ChosenInMenu = ChosenInMenu & Wish(pair(0), TeeupPlain(pair(1)))
    Next at
End Function

Private Function Wish(ByVal wanted As String, ByVal value As String) As String
    If Len(value) > 0 Then Wish = TeeupNoteLine("option." & wanted, value)
End Function

Private Function AnswerTo(ByVal command As String, ByVal wanted As String, ByVal kind As String) As Variant
    Dim prompt As String
    prompt = TeeupWord(command & "." & wanted & ".prompt")
    Select Case kind
        Case "save"
            AnswerTo = FileToMake(prompt, TeeupSentence("names." & command))
        Case "file"
            AnswerTo = FileToOpen(prompt, "dialogs.kinds.lists", "*.csv;*.txt;*.xlsx;*.xlsm;*.ods")
        Case "folder"
            AnswerTo = FolderToRead(prompt)
        Case Else
            AnswerTo = Application.InputBox(prompt, TeeupCommandTitle(command), Type:=2)
    End Select
End Function

' Excel on a Mac knows no filters, and refuses a call that names one.
Private Function FileToOpen(ByVal title As String, ByVal kinds As String, ByVal patterns As String) As Variant
    #If Mac Then
        FileToOpen = Application.GetOpenFilename()
    #Else
        FileToOpen = Application.GetOpenFilename(TeeupWord(kinds) & "," & patterns, , title)
    #End If
End Function

' Excel on a Mac has no dialog for folders: there the path is typed.
Private Function FolderToRead(ByVal title As String) As Variant
    #If Mac Then
        FolderToRead = Application.InputBox(title, Type:=2)
    #Else
        FolderToRead = False
        With Application.FileDialog(FOLDER_PICKER)
            .Title = title
            If .Show Then FolderToRead = .SelectedItems(1)
        End With
    #End If
End Function

Private Function FileToMake(ByVal title As String, ByVal suggestion As String) As Variant
    #If Mac Then
        FileToMake = Application.GetSaveAsFilename(suggestion)
    #Else
        FileToMake = Application.GetSaveAsFilename( _
            suggestion, TeeupWord("dialogs.kinds.new_workbook") & ",*.xlsx", , title)
    #End If
End Function
