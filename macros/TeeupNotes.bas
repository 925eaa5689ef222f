Attribute VB_Name = "TeeupNotes"
Option Explicit
Option Private Module

' A note is what Excel and Python tell each other: ASCII, one key=value a line. What is no printable ASCII,
' and the backslash, is \uXXXX (UTF-16 units).

Public Function TeeupNoteLine(ByVal key As String, ByVal value As String) As String
    TeeupNoteLine = key & "=" & TeeupEscaped(value) & vbLf
End Function

Public Function TeeupNoteValue(ByVal note As String, ByVal key As String) As String
    Dim whole As String, first As Long, last As Long
    whole = vbLf & Replace(note, vbCr, "") & vbLf
    first = InStr(whole, vbLf & key & "=")
    If first = 0 Then Exit Function
    first = first + Len(key) + 2
    last = InStr(first, whole, vbLf)
    TeeupNoteValue = TeeupPlain(Mid$(whole, first, last - first))
End Function

Public Function TeeupPlain(ByVal text As String) As String
    Dim pieces() As String, at As Long
    pieces = Split(text, "\u")
    For at = 1 To UBound(pieces)
        pieces(at) = DecodedPiece(pieces(at))
    Next at
    TeeupPlain = Join(pieces, "")
End Function

Public Function TeeupEscaped(ByVal text As String) As String
    Dim pieces() As String, at As Long
    If Len(text) = 0 Then Exit Function
    ReDim pieces(1 To Len(text))
    For at = 1 To Len(text)
        pieces(at) = EscapedUnit(Mid$(text, at, 1))
    Next at
    TeeupEscaped = Join(pieces, "")
End Function

Private Function DecodedPiece(ByVal piece As String) As String
    If piece Like "[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]*" Then
        DecodedPiece = ChrW$(CLng("&H" & Left$(piece, 4))) & Mid$(piece, 5)
    Else
        DecodedPiece = "\u" & piece
    End If
End Function

Private Function EscapedUnit(ByVal unit As String) As String
    Dim code As Long
    code = AscW(unit)
    If code < 0 Then code = code + 65536
    If code >= 32 And code <= 126 And code <> 92 Then
        EscapedUnit = unit
    Else
        EscapedUnit = "\u" & Right$("000" & Hex$(code), 4)
    End If
End Function
