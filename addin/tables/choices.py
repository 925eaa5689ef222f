"""Every value list with the keys of its items in order; their labels stand in `words/<language>/choices.json`."""

CHOICES: dict[str, tuple[str, ...]] = {
    name: tuple(items.split())
    for name, items in {
        "yes_no": "yes no",
        "language": "de en",
        "csv_profile": "german rfc4180",
        "federal_state": "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH",
        # people and companies
        "staff_role": "rep coordinator manager department assistant",
        "department": "design web shows production billing marketing sales legal management",
        "company_status": "prospect customer former agency supplier competitor blocked merged",
        "company_size": "xs s m l",
        "lead_source": "show attendee_list research referral website call bought existing",
        "prospect_state": "new researched qualifying qualified handed_over returned won dead",
        "grade": "A B C D",
        "gender": "female male other",
        "buying_role": "decider influencer assistant marketing billing technical",
        "channel": "email phone post",
        "channel_state": "ok soft dead unchecked",
        "consent_basis": "doi written show_card existing_customer presumed none",
        # products
        "product_kind": "ad insert banner link newsletter stand sponsoring subscription service fee",
        "price_unit": "insertion cpm month sqm piece flat",
        "vat": "standard reduced none",
        # contracts
        "contract_state": "draft imported active ended cancelled",
        "notice_unit": "days weeks months workdays none",
        "notice_cutoff": "term_end month quarter halfyear year any",
        "notice_form": "text written none",
        "bucket": "past b30 b60 b90 b180 later open",
        "renewal_state": "open talking offered renewed lost none",
        "lost_reason": "price results budget competitor closed service other",
        "promise_kind": "ad insert advertorial banner link newsletter stand_discount tickets spoken other",
        "promise_state": "planned waiting in_work partly delivered wrong unused lapsed waived",
        "invoice_verdict": "ok no_discount wrong_amount",
        # material
        "material_kind": (
            "brochure kit price_list media_kit contract_form flyer sample stand rollup equipment giveaway shirt"
        ),
        "move_kind": "opening receipt issue request count show_out show_back show_used repair scrap",
        "reprint_state": "draft review blocked proof approved ordered received",
        # digital
        "link_result": "ok redirect broken unclear timeout tls",
        "web_edition": "current outdated missing unknown",
        "network": "facebook instagram x linkedin xing threads bluesky mastodon",
        "post_state": "draft approved exported published dropped",
        # service
        "activity_kind": "call email letter visit meeting presentation note",
        "activity_purpose": "welcome satisfaction unused renewal cold qualify upsell support follow_up other",
        "activity_result": "reached not_reached callback interested not_interested wrong_number done",
        "ticket_topic": "broken_link banner_wrong ad_wrong invoice stand material access other",
        "severity": "low normal high critical",
        "work_state": "open overdue done",
        # prospects
        "question_topic": "budget authority need timing fit",
        "handover_outcome": "accepted returned",
        "bonus_state": "candidate due approved paid rejected",
        "research_kind": "market competitor trend company price",
        "match_decision": "new merge related skip review",
        # shows
        "show_role": "organiser exhibitor visitor",
        "direction": "out back",
        "shipment_state": "planned booked picked_up transit delivered problem",
        "rating": "A B C",
        "reply": "planned invited accepted declined attended no_show",
        # manager
        "sale_kind": "new renewal upsell credit",
        "period": "month quarter year",
        "return_class": "hard soft policy moved refused auto_reply unknown",
        "return_action": "none suppressed corrected left retry",
        # quotes, meetings, trips
        "quote_state": "draft inputs approval sent accepted declined expired replaced",
        "vat_case": "domestic reverse_charge third_country",
        "approval": "rep manager management",
        "input_kind": "price technical capacity legal discount",
        "verdict": "approved rejected",
        "input_state": "asked answered approved rejected overdue",
        "meeting_state": "proposed confirmed moved held cancelled",
        "trip_state": "planned approved booked done cancelled",
        "review_kind": "good improve idea risk",
        # every day, mailing
        "task_area": "contract issue show party trip quote material review general",
        "task_state": "open overdue done dropped",
        "anchor": (
            "show_start show_end contract_start contract_end copy_deadline party "
            "trip_start quote month_end by_hand"
        ),
        "mail_transport": "folder smtp outlook",
        "mail_security": "starttls tls none",
        "mail_login": "password xoauth2 none",
        "paper_form": "A B",
        "legal_class": "contract advertising internal",
        "mail_channel": "email letter both",
        "mail_state": "draft previewed approved sending sent stopped",
        "recipient_state": "queued skipped sending sent uncertain failed bounced replied",
        "skip_reason": (
            "no_consent objected undeliverable no_address duplicate too_recent blocked inactive not_audience "
            "company_full"
        ),
    }.items()
}
