-- Starts Python for one click in Excel. Excel's sandbox runs no programs; it may call this script, which lies in the
-- only folder that macOS lets Excel take scripts from. Nothing but the request's id comes in.

property interpreter : "{python}"
property allowed : "abcdefghijklmnopqrstuvwxyz0123456789"

on answer(requestId)
	if not wellFormed(requestId) then error "no id of a request"
	-- in the background, so that the macro ends at once and Excel is free when Python begins
	do shell script (quoted form of interpreter) & " -I -m addin answer " & requestId & " > /dev/null 2>&1 &"
	return "started"
end answer

on wellFormed(requestId)
	if (count of requestId) < 8 or (count of requestId) > 32 then return false
	considering case
		repeat with sign in characters of requestId
			if allowed does not contain sign then return false
		end repeat
	end considering
	return true
end wellFormed
