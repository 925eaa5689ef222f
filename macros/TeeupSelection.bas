Attribute VB_Name = "TeeupSelection"
Option Explicit
Option Private Module

' The rows that are selected, as a request names them: "5-9,12". A single cell selects no row, and rows that a
' filter hides are not meant.

Private Const MOST_ROWS As Long = 200000
Private Const MOST_PIECES As Long = 20000

' False where more is selected than can be looked through.
Public Function TeeupSelectedRows(ByRef sheet As String, ByRef rows As String) As Boolean
    Dim chosen As Range, pieces As Collection
    sheet = ""
    rows = ""
    TeeupSelectedRows = True
    Set chosen = ChosenCells()
    If chosen Is Nothing Then Exit Function
    sheet = chosen.Worksheet.Name
    Set pieces = VisiblePieces(chosen)
    TeeupSelectedRows = Not pieces Is Nothing
    If TeeupSelectedRows Then rows = Joined(pieces)
End Function

Private Function ChosenCells() As Range
    If TypeName(Selection) <> "Range" Then Exit Function
    If Selection.CountLarge > 1 Then Set ChosenCells = Selection
End Function

Private Function VisiblePieces(ByVal chosen As Range) As Collection
    Dim area As Range, pieces As Collection, first As Long, last As Long, looked As Long
    Set pieces = New Collection
    For Each area In chosen.Areas
        UsedRows area, first, last
        looked = looked + last - first + 1
        If looked > MOST_ROWS Or pieces.Count > MOST_PIECES Then Exit Function
        AddVisible pieces, area.Worksheet, first, last
    Next area
    Set VisiblePieces = pieces
End Function

' The area's rows that lie within the sheet's used cells; last is first - 1 where none do.
Private Sub UsedRows(ByVal area As Range, ByRef first As Long, ByRef last As Long)
    Dim used As Range
    Set used = area.Worksheet.UsedRange
    first = area.Row
    last = area.Row + area.Rows.Count - 1
    If first < used.Row Then first = used.Row
    If last > used.Row + used.Rows.Count - 1 Then last = used.Row + used.Rows.Count - 1
    If last < first Then last = first - 1
End Sub

Private Sub AddVisible(ByVal pieces As Collection, ByVal sheet As Worksheet, _
                       ByVal first As Long, ByVal last As Long)
    Dim at As Long, begun As Long
    For at = first To last
        If sheet.Rows(at).Hidden Then
            AddPiece pieces, begun, at - 1
            begun = 0
        ElseIf begun = 0 Then
            begun = at
        End If
    Next at
    AddPiece pieces, begun, last
End Sub

Private Sub AddPiece(ByVal pieces As Collection, ByVal first As Long, ByVal last As Long)
    If first = 0 Then Exit Sub
    If first = last Then
        pieces.Add CStr(first)
    Else
        pieces.Add first & "-" & last
    End If
End Sub

Private Function Joined(ByVal pieces As Collection) As String
    Dim texts() As String, piece As Variant, at As Long
    If pieces.Count = 0 Then Exit Function
    ReDim texts(1 To pieces.Count)
    For Each piece In pieces
        at = at + 1
        texts(at) = piece
    Next piece
    Joined = Join(texts, ",")
End Function
