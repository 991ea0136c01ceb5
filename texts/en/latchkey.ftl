# Every text that a person reads in Latchkey, in Fluent syntax (https://projectfluent.org/fluent/guide/).
# A translation is a copy of this file, named for its language, such as de.ftl, and given to the program by LANGUAGE_FILE.
# Keep {$names} as they are; their order is free. Words between {$open} and {$close} become a link, or stand out, or
# are what only a screen reader says; the comment above tells which.

### The pages

## The frame of every page

skip-to-content = Skip to the content
# Also the name of the topmost folder.
documents = Documents
recent = Recent
favourites = Favourites
trash = Trash
people = People
search-index = Search index
search = Search
search-box = Search names and contents
# What a screen reader calls the links at the top of each page.
nav-name = Main
switch-theme = Switch between light and dark
# For screen readers; the person's name follows.
your-account = Your account:
sign-in = Sign in
sign-in-again = Sign in again
sign-out = Sign out
other-account = Use another account
go-to-documents = Go to the documents
try-again = Try again
in-folder = in { $folder }
# {$open}…{$close} is a name.
by-person = by {$open}{ $name }{$close}
download = Download
back-to-folder = Back to the folder
leave-as-it-is = Leave it as it is
nothing-was-changed = Nothing was changed.
cancel = Cancel
close = Close
save = Save
copy = Copy
copy-link = Copy the link
copy-number = Copy the number
# {$open}…{$close} is said by screen readers only.
zip-of-folder = Zip{$open} of this folder{$close}
# How much one may do.
role = { $role ->
    [reader] reader
    [editor] editor
    [admin] admin
   *[none] no role
  }

## The notice above every page

# {$open}…{$close} stands out.
banner-open = {$open}Anyone who can reach this address can read these documents{$close} (AUTH_REQUIRED=false).
banner-open-name = Open to everyone
banner-test = {$open}Test mode.{$close} The X-Test-User header says who is asking; nobody signs in.
banner-test-name = Test mode
banner-development = Development mode.
banner-development-name = Development mode
banner-you-are = { $role ->
    [none] You are { $name } ({ $email }), {$open}without a role{$close}.
   *[other] You are { $name } ({ $email }), role {$open}{ $role }{$close}.
  }
banner-nobody-signs-in = Nobody has to sign in.
banner-other-role = See the site as another role
banner-see-as = See it as
# A button with the name of a role.
banner-role = { $role ->
    [reader] reader
    [editor] editor
    [admin] admin
   *[none] none
  }

# A link to the page "lab".
banner-lab = Lab
# A button that ends it.
banner-slow-database = Slow database: stop

## The lab of DEV_MODE, for developers

lab = The lab
lab-about = This page exists only in development mode, on your own machine. The buttons take you back to the page that you came from; the two pages of a failed sign-in lead back here.
lab-people = Be somebody else
lab-people-about = The choice is this browser's alone: open a private window to be two people at once, and share something with the other one's address.
lab-persona = { $persona ->
    [admin] Administrator
    [editor] Editor
    [reader] Reader
    [groups] Somebody in groups
    [guest] A guest
    [many-groups] Somebody in 300 groups
    [long-name] Somebody with a long name
   *[none] Somebody without a role
  }
lab-persona-what = { $persona ->
    [admin] dev.user@example.com, who owns everything.
    [editor] dev.editor@example.com, who changes documents.
    [reader] dev.reader@example.com, who reads documents.
    [groups] dev.groups@example.com, without a role: three groups and the app role Analyst come from the company directory. By one of them they are in the sample group Finance, which may read Reports.
    [guest] robin.guest@partner.example, from another company, without a role. Sees only what you share with that address.
    [many-groups] dev.manygroups@example.com, a reader in more groups than a sign-in tells us. The page Groups says so.
    [long-name] A reader whose name and address have more than 200 letters, one of the words more than 100, and not all of them are Latin.
   *[none] dev.nobody@example.com, who is told to ask for access.
  }
lab-nobody = Development mode knows no such person.
lab-states = See what people see
lab-expired = Session expires
lab-expired-what = In ten seconds. A page that is open says so before and after; the next click signs you in again and leads on.
lab-revoked = Session is ended by somebody
lab-revoked-what = In ten seconds. A page that is open notices when it asks for something; the next click signs you in again and leads on.
lab-provider-down = Provider is down
lab-provider-down-what = The page of somebody who signs in while Microsoft Entra ID does not answer.
lab-not-assigned = Not assigned (AADSTS50105)
lab-not-assigned-what = The page of somebody who may sign in to the company, but not to Latchkey.
lab-slow = Slow database
lab-quick = Slow database: stop
lab-slow-what = Each question to the database takes two seconds longer, for everybody, until you stop it here or above.

## The queue of uploads, on every page

uploads-title = Uploads
uploads-all = All uploads
uploads-pause-all = Pause all uploads
uploads-resume-all = Resume all uploads
uploads-cancel-all = Cancel all uploads
uploads-show-each = Show each file
# {$open}…{$close} is said by screen readers only.
uploads-sign-in = Sign in again{$open} (opens a new tab){$close}
uploads-choose-again = Choose the same files again
uploads-name-taken = This name is taken
uploads-same-for-others = Do the same for all others
uploads-replace = Replace as new version
uploads-keep-both = Keep both
uploads-skip = Skip
uploads-sign-out = Uploads are not finished
uploads-stay = Stay signed in
uploads-leave = Sign out all the same

## Days and moments

# 7 March 2026. Where scripts run, the browser says dates in the reader's own way instead.
day = { $day } { $month } { $year }
# $day is the message above, $clock such as 14:05.
moment = { $day }, { $clock } UTC
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  }
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
  }

## Your account

account-title = Your account
account-guest = This site is open: everyone who can reach it is this guest, and may read.
account-no-role = You are signed in, but nobody has given you a role yet, so you cannot see any documents.
account-only-shared = You have no role here, and see what was shared with you:
# {$open}…{$close} stands out.
account-ask-for-role = Ask your administrator for a role for {$open}{ $email }{$close}.
account-no-email = Your company's directory told us no e-mail address for you; roles are given to e-mail addresses, so ask your administrator to enter one there.
account-who = Who you are here
account-name = Name
account-email = E-mail
account-email-none = none
account-proof = How we know
account-until = Signed in until
account-until-hint = Using the site may move this later, but never past the longest time that a sign-in lasts.
account-number = Number
account-number-hint = It never changes, even if your name or address does. The log names you by it.
account-may = What you may do
account-role = Role
account-so-you-may = So you may
account-role-from = Where it comes from
account-role-from-setting = The setting AUTH_REQUIRED=false gives it to everyone.
account-role-from-list = The list of people, by your e-mail address. Your administrator keeps it.
account-read = Read
account-read-again = Read again
# {$open}…{$close} is a moment.
account-read-again-at = {$open}{ $moment }{$close} at the latest
account-read-again-hint = A change bites at once, or within five minutes.
account-directory = From the directory
account-directory-hint = App roles that your company's directory sent. They are shown only; your rights come from the role above.
# {$open}…{$close} is a link.
account-for-programs = For programs, the same facts stand at {$open}/api/v1/me{$close}.

## Where people are signed in

# For screen readers: the name of the notice that a session is about to end.
session-notice = Your sign-in
session-stay = Stay signed in
session-dismiss = Dismiss
# { $time } is a time of day.
script-session-idle = You will be signed out at { $time }, because you have not used the site for a while.
script-session-end = Your sign-in ends at { $time }. Sign in again in another tab, and this page goes on.
script-session-over = You are signed out. Sign in again in another tab, and this page goes on with all that you have typed.
script-session-stays = You stay signed in.
script-session-back = You are signed in again. This page goes on.
script-session-no-answer = The site does not answer. Try again in a moment.
sessions-title = Where you are signed in
sessions-about = Every browser in which you signed in and did not sign out. Do you not know one of them? Sign out there, and tell your IT help desk.
sessions-nobody-signs-in = Nobody signs in here, so there is nothing to end.
session-where = Browser
session-network = Network
session-since = Since
session-seen = Last seen
# Behind the name of a browser.
session-this = (this one)
session-browser = { $browser } on { $system }
# Of a browser on an unknown system only its name is known.
session-browser-alone = { $browser }
session-unknown-browser-on = Unknown browser on { $system }
session-unknown-browser = Unknown browser
session-unknown-network = unknown
# {$open}…{$close} is said by screen readers only.
session-end = Sign out there{$open}: { $browser }, { $network }{$close}
sessions-end-others = Sign out everywhere else
sessions-end-all = Sign out everywhere
sessions-more = { $more ->
    [one] There is one more.
   *[other] There are { $more } more.
  }
sessions-of = Where { $name } is signed in
sessions-of-about = Whoever is signed out must sign in again, and download links made there stop working. To keep somebody out, end everything that they have here: the way is below.
sessions-none = Nowhere, at the moment.
sessions-people = Who is signed in
sessions-people-about = Everybody who signed in and did not sign out, those seen last at the top.
sessions-person = Person
sessions-count = Browsers
people-sessions = Where { $email } is signed in

## Alarms

alarms-title = Something is wrong with this site
alarm-refusals =
    { $usual ->
        [0] Unusually many requests are refused: { $count } in five minutes, and none an hour before. Somebody may be trying out what opens.
       *[other] Unusually many requests are refused: { $count } in five minutes, and { $usual } an hour before. Somebody may be trying out what opens.
    }
alarm-store =
    { $count ->
        [0] The store with the documents is not there.
        [one] The store with the documents fails: one error in five minutes.
       *[other] The store with the documents fails: { $count } errors in five minutes.
    }
alarm-database =
    { $count ->
        [0] The database does not answer.
       *[other] The database is slow: 95 of 100 look-ups take up to { $count } milliseconds, and { $usual } are allowed.
    }
alarm-disk = The disk of DATA_DIR fills up: { $count } per cent are free.
alarm-certificate =
    { $count ->
        [0] The certificate for the sign-in ends within a day. Then nobody can sign in any more.
       *[other] The certificate for the sign-in ends within { $count } days. Then nobody can sign in any more.
    }
alarm-since = Since {$open}{ $moment }{$close}.
alarm-ended = This alarm has ended. What was wrong:
alarm-mail-subject = Alarm: { $host }
alarm-mail-ended-subject = The alarm has ended: { $host }
alarm-mail-link = Open the page for administrators
alarm-mail-footer = You get this mail because ALARM_MAIL of this site names your address. The page docs/metrics.md says what to do.

## People

people-about = Who may do what, by e-mail address. A change holds from the next click of that person on. Readers read and download; editors also change documents; administrators also keep this list.
# {$open}…{$close} stands out.
people-ask-first = {$open}This takes the administrator's role from yourself.{$close} You will not see this page any more, and only another administrator can give the role back. Nothing was changed yet.
people-take-from-me = Yes, take it from me
people-add-title = Add a person
people-add = Add
people-email-address = E-mail address
people-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
  }
people-none = Nobody has a role yet.
people-search = Find by name, e-mail or role
people-found = { $count ->
    [0] Nobody here has these words in the name or the address.
    [one] { $count } person has these words.
   *[other] { $count } people have these words.
  }
people-all = Show everybody
# For screen readers: the links to the pages of the list.
people-pages = Pages of the list
people-person = Person
people-email = E-mail
people-role = Role
people-belongs-to = Belongs to
people-changed-at = Changed
people-remove-column = Remove
# {$open}…{$close} is less important.
people-you = { $email } {$open}(you){$close}
# For screen readers.
people-role-of = Role of { $email }
# In this message and the next with it, {$open}…{$close} is said by screen readers only.
people-save = Save{$open} the role of { $email }{$close}
people-release = Release it{$open}: { $email }{$close}
people-remove = Remove{$open} { $email }{$close}
people-remove-sure = Yes, remove{$open} { $email }{$close}
# {$open}…{$close} is a day.
people-since = since {$open}{ $day }{$close}
people-somebody = somebody
# For screen readers; follows one of the two above.
people-whom = : whom { $email } belongs to
# {$open}…{$close} is the number of an account.
people-pinned = The person who signed in with this address first (number {$open}{ $number }{$close}) keeps it: another account with the same address gets no role. Was the address handed on, or the account made anew? Then release it, and the next to sign in with it gets the role.
people-nobody-yet = nobody yet
people-loses-access = { $email } loses access with the next click.
people-without-page = Without this page
# Two commands follow.
people-terminal = From a terminal, and in SQL (this works even when nobody is administrator):

## The record of what happened

record-title = Record
# A link to that page.
record-link = Record
record-about = What people, commands and the program itself have done here, the newest first.
record-own-title = Your activity
record-own-about = What you did here, and what others did to your access, the newest first.
record-own-link = Your activity
record-of = What happened to { $name }
# A link on the page of a document or folder.
record-history = Who has opened this
record-history-about = Who opened it, changed it or gave access to it, the newest first. What happened inside a folder is on the pages of its items.
record-filters = Filters
record-person = Person
record-person-hint = An e-mail address, a user key, or a command
record-item = Document or folder
record-item-hint = A path such as Sales/plan.docx, or an id
record-kind-label = What happened
record-via-label = Way
record-request-label = Request
record-request-hint = The number on an error page or in the log
record-since = From
record-until = Until
record-filter = Filter
record-all = Without filters
record-export = Download what the filters select:
record-download-csv = CSV
record-download-jsonl = JSON Lines
record-when = When
record-who = Who
record-what-head = What happened
record-where = Document or folder
record-how = Way and address
record-details = Details
record-number = Number of this row
record-none = Nothing was recorded that fits.
record-none-here = Nothing in this part of the record fits these filters.
record-looked = Some thousand rows were looked at. Older ones may fit.
record-newest = Newest
record-newer = Newer
record-older = Older
record-pages = Pages of the record
record-nobody = nobody who is known
record-by-link = somebody with a link
record-former-group = a group that there is no more
record-hidden = something that is not there any more, or that you may not see
# A link that shows only the rows about this item; {$open}…{$close} is said by screen readers only.
record-follow-item-name = Follow{$open} { $name }{$close}
record-no-kind = There is no such kind of event. Choose one from the list.
record-no-via = There is no such way. Choose one from the list.
record-no-item = There is no such document or folder. What was deleted can be found by its id.
# The way in which somebody was known.
record-via = { $via ->
    [session] signed in
    [ticket] by a download link
    [link] by a link for people outside
    [development] in development mode
    [guest] without signing in
    [nobody] not signed in
    [background] by the program itself
    [command] at the command line
    [directory] by the company directory
   *[other] { $via }
  }
# The kinds of events, for a list to choose from. A kind without a name here shows its own.
record-kind = { $kind ->
    [signed_in] Signed in
    [sign_in_refused] Sign-in refused
    [request_refused] Request refused
    [refusals_counted] More requests refused
    [signed_out] Signed out
    [sessions_ended] Sessions ended
    [role_set] Role given
    [role_removed] Role taken
    [role_belongs_to_another] Role of somebody else
    [quota_set] Quota set
    [documents_imported] Documents imported
    [index_retried] Search index tried again
    [folder_made] Folder made
    [document_added] Document added
    [version_added] Version added
    [item_moved] Moved or renamed
    [item_described] Described
    [item_copied] Copied
    [item_deleted] Moved to the trash
    [item_restored] Restored
    [item_purged] Deleted for good
    [archive_downloaded] Archive downloaded
    [document_downloaded] Document opened or downloaded
    [download_ended] Download ended
    [access_granted] Access given
    [access_revoked] Access taken
    [access_asked] Access asked for
    [access_answered] Access question answered
    [access_confirmed] Access confirmed
    [access_not_confirmed] Access not confirmed
    [access_cut] Inheritance changed
    [group_made] Group made
    [group_described] Group described
    [group_deleted] Group deleted
    [group_members_changed] Members of a group changed
    [group_owner_changed] Owners of a group changed
    [person_locked_out] Person locked out
    [person_let_in] Person let in again
    [directory_role_set] Role from the directory
    [viewing_began] View as begun
    [viewing_ended] View as ended
    [link_made] Link made
    [link_ended] Link ended
    [link_opened] Link opened
    [link_downloaded] Downloaded by a link
    [link_received] File came by a link
    [link_refused] Link refused
    [notices_set] Notices turned on or off
    [ticket_made] Download link made
    [scan_refused] Virus refused
    [scan_quarantined] Quarantined
    [scan_released] Released from quarantine
    [scan_lifted] Quarantine lifted
    [scan_again] Scanned again
    [scim_person_set] Person sent by the directory
    [scim_person_removed] Person removed by the directory
    [scim_group_set] Group sent by the directory
    [scim_group_removed] Group removed by the directory
    [scim_secret_made] Secret of the directory made
    [scim_secret_ended] Secret of the directory ended
    [record_exported] Record exported
    [record_removed] Record removed
    [alarm_raised] Alarm began
    [alarm_ended] Alarm ended
   *[other] { $kind }
  }
# What happened, in one sentence; who did it and the document or folder ("it") stand beside it.
# $whom is the person or group to whom it was done, $name a name or a code, $yes is yes or no.
record-what = { $kind ->
    [signed_in] Signed in.
    [sign_in_refused] Was refused at the sign-in: { $name }.
    [request_refused] Was refused: { $name }.
    [refusals_counted] { $count ->
        [one] One more request was refused.
       *[other] { $count } more requests were refused.
    }
    [signed_out] Signed out.
    [sessions_ended] Ended { $count ->
        [one] one session
       *[other] { $count } sessions
    } of { $whom }.
    [role_set] Gave { $whom } the role { $role }.
    [role_removed] Took the role from { $whom }.
    [role_belongs_to_another] Signed in as { $whom }, whose role belongs to somebody else, and got none.
    [quota_set] Set the quota of the folder.
    [documents_imported] Imported { $count ->
        [one] one document
       *[other] { $count } documents
    }.
    [index_retried] Had documents read again for the search.
    [folder_made] Made the folder.
    [document_added] Added the document.
    [version_added] Added version { $count }.
    [item_moved] Moved or renamed it: from { $from } to { $to }.
    [item_described] Changed its description.
    [item_copied] Copied { $from } to { $to }.
    [item_deleted] Moved it to the trash.
    [item_restored] Restored it from the trash.
    [item_purged] Deleted it for good.
    [archive_downloaded] { $count ->
        [0] Downloaded it in an archive.
        [one] Downloaded an archive of one document.
       *[other] Downloaded an archive of { $count } documents.
    }
    [document_downloaded] Opened or downloaded the document.
    [download_ended] { $name ->
        [whole] Received all of it.
        [part] Received the parts of it that were asked for.
        [cut_off] The connection ended before the last byte.
       *[other] Was sent to the store, which hands it out.
    }
    [access_granted] Gave access to { $whom }: { $level }.
    [access_revoked] Took access from { $whom }.
    [access_asked] Asked for access: { $level }.
    [access_answered] { $yes ->
        [yes] Gave { $whom } the access that they had asked for.
       *[no] Refused { $whom } the access that they had asked for.
    }
    [access_confirmed] Said that { $whom } shall still have access.
    [access_not_confirmed] { $yes ->
        [yes] Nobody confirmed the access of { $whom }, and it ended.
       *[no] Nobody confirmed the access of { $whom }.
    }
    [access_cut] { $yes ->
        [yes] Ended what came from the folders above: only what is given here counts.
       *[no] Let what is given on the folders above count here again.
    }
    [group_made] Made the group { $name }.
    [group_described] Renamed or described the group { $name }.
    [group_deleted] Deleted the group { $name }.
    [group_members_changed] Changed who is in the group { $name }.
    [group_owner_changed] { $yes ->
        [yes] Made { $whom } an owner of the group { $name }.
       *[no] Ended that { $whom } is an owner of the group { $name }.
    }
    [person_locked_out] Locked out { $whom }, and took everything that was theirs by name.
    [person_let_in] Let { $whom } sign in again.
    [directory_role_set] { $yes ->
        [yes] Gave { $whom } of the directory the role { $role }.
       *[no] Took the role from { $whom } of the directory.
    }
    [viewing_began] Began to view the site as { $whom }.
    [viewing_ended] Ended viewing the site as { $whom }.
    [link_made] Made a link for people outside.
    [link_ended] Ended a link for people outside.
    [link_opened] Opened the page of a link.
    [link_downloaded] Downloaded it by a link.
    [link_received] Sent a file by a link, as { $name }.
    [link_refused] Gave a wrong password for a link.
    [notices_set] { $yes ->
        [yes] Turned on notices by mail.
       *[no] Turned off notices by mail.
    }
    [ticket_made] Made a link that downloads the document without a session.
    [scan_refused] Sent something in which { $name } was found, and it was refused.
    [scan_quarantined] { $name } was found, and what has it was quarantined.
    [scan_released] Released it from quarantine, in which { $name } was found.
    [scan_lifted] { $name } is not found any more, and the quarantine ended.
    [scan_again] Had documents scanned again.
    [scim_person_set] { $yes ->
        [yes] The directory sent { $whom }, who may sign in.
       *[no] The directory sent { $whom }, who may not sign in.
    }
    [scim_person_removed] The directory removed { $whom }.
    [scim_group_set] The directory sent the group { $name }.
    [scim_group_removed] The directory removed the group { $name }.
    [scim_secret_made] Made a secret for the directory.
    [scim_secret_ended] Ended a secret of the directory.
    [record_exported] Downloaded rows of this record ({ $name }).
    [record_removed] Removed { $count ->
        [one] one row
       *[other] { $count } rows
    } of the kind “{ $name }” whose retention was over.
    [alarm_raised] An alarm of the program began: { $name }.
    [alarm_ended] An alarm of the program ended: { $name }.
   *[other] { $kind }
  }

## Search index

index-about = New documents are read in the background, so that the search finds the words in them. Equal contents are read once. The names of documents and folders go before that.
index-waiting-again = They wait to be read again. Reload this page to see how far it is.
# Four numbers of documents.
index-read = Read
index-waiting = Waiting
index-names = Names waiting
index-scans = Scans and pictures
index-scans-about = Where a page or a picture has no text of its own, words are recognized in it, one page at a time, when no document waits to be read.
# $languages: codes of languages, such as "eng, deu".
index-scans-languages = They are recognized in these languages: { $languages }.
index-scans-not-installed = Words are not recognized, because Tesseract is not installed, or has none of the languages. Install it with the languages of your scans (apt install tesseract-ocr tesseract-ocr-deu), and start Latchkey again; what waits is recognized then.
index-scans-off = Words are not recognized, because the setting OCR is off.
index-scans-waiting = Waiting
index-scans-recognized = Recognized
index-scans-without-words = Without words
index-scans-failed = Not possible
index-partial = Read in part
index-empty = Empty, or only pictures
index-failed = Not readable
index-without-text = Of kinds without text
index-troubles = What could not be read, or only in part
index-no-troubles = Nothing: every document with text in it was read to its end, or is still waiting.
index-try-all = Try all of them again
index-document = Document
index-why = Why
index-size = Size
index-tried = Tried
index-tried-again = (it will be tried again)
# {$open}…{$close} is said by screen readers only.
index-try-again = Try again{$open}: { $name }{$close}

## When something is refused, or goes wrong

error-come-back = You will come back to this page.
error-come-back-to-form = You will come back to the page that you sent this from. Files that were sent with it have to be chosen again.
kept-form-why = You were signed out before this was sent. Nothing was changed, and nothing that you typed is lost.
kept-form-sign-in = Sign in again. That opens in another tab; this page waits.
kept-form-send = Come back to this tab and send it.
kept-form-typed = What you typed
kept-form-again = Send it now
kept-form-back = Do not send it, go back
error-another-role = If you need this for your work, ask your administrator for another role. A change bites at once, or within five minutes at the latest.
error-see-account = See your account
error-not-found-typing = The address may have a typing error, or end too early: copy the whole link again.
error-not-found-moved = The document may have been moved, renamed or deleted.
error-not-found-hidden = It may be one that you are not meant to see. Then it looks just like this.
error-unavailable-wait = Nothing of yours is lost. If it stays like this for more than a few minutes, tell your administrator the number below.
error-slow-connection = A slow or broken connection is the usual reason.
error-conflict-look = Open the page again to see how things stand now, then decide whether your change is still needed.
error-open-again = Open it again
error-misdirected-look = Look at the address in the address bar: use the one that your administrator gave you.
# {$open}…{$close} is the number of the request in the log.
error-request = Request {$open}{ $number }{$close}

## Signed in, but without a role

no-role-signed-in = You are signed in, and that worked; only the permission is missing.
# {$open}…{$close} stands out.
no-role-signed-in-as = You are signed in as {$open}{ $email }{$close}, and that worked; only the permission is missing.
no-role-no-email = Your company's directory told us no e-mail address for you. Roles are given to e-mail addresses, so ask your administrator to enter one for you in the directory; then sign in again.
no-role-what-to-do = What to do
no-role-send-this = Send this to your administrator, or to whoever gave you the link:
no-role-request = Please give me access to the documents in Latchkey. My e-mail address there is { $email }; I need the role reader (or editor, if I am to change documents).
no-role-before = Did you have access before? Then your account may have been made anew under the same address: your administrator releases the address on the page People.
no-role-then = Once you have a role, open the same link again: it works within five minutes, without signing in anew.
no-role-ask = Ask your administrator for a role.

## A sign-in that did not work

sign-in-details = Details for whoever helps you
sign-in-code = Code
sign-in-correlation-id = Correlation id
sign-in-trace-id = Trace id
sign-in-time = Time
sign-in-request-number = Request number
sign-in-copy-details = Copy the details

## Signing out

sign-out-signed-in = You are signed in.
# {$open}…{$close} stands out.
sign-out-signed-in-as = You are signed in as {$open}{ $name }{$close}.
sign-out-company-why = On a computer that others use too, sign out of your company account as well. Otherwise the next person may come in as you with one click.
sign-out-company = Sign out here and of your company account
sign-out-here = Sign out here only
signed-out-title = Signed out
signed-out = You are signed out
signed-out-never-in = At the moment nobody has to sign in here, so there is nothing to sign out of. The note above says why.
signed-out-company = You may still be signed in to your company account in this browser. On a computer that others use too, sign out there as well, or close all windows of the browser.
signed-out-nobody = Nobody is signed in here in this browser.

## What a form or a program sent

upload-nothing-sent = No file came with this form. Choose a file, then send it again.
upload-other-field = It was sent in a field that is not called "file", so it was not saved.
tus-method = A POST to an upload needs the header X-HTTP-Method-Override with PATCH, DELETE or HEAD.
upload-concat = This site does not put uploads together from parts. Send each document as one upload.
body-encoded = This site takes files as they are, not compressed on their way (Content-Encoding). Send it again without that.

## Uploads that wait, on every page

uploads-waiting-label = Your uploads
uploads-waiting = { $count ->
    [one] One of your uploads is not saved yet: say what to do with it.
   *[other] { $count } of your uploads are not saved yet: say what to do with them.
  }

## Copies of large folders

copies-title = Large copies
copies-none = No copies are being made.
copies-none-why = A copy of a folder with more than a thousand things takes a while. Until it is complete it stands here.
copies-about = A copy appears in its folder when it is complete. You can leave this page meanwhile.
copies-look-again = Look again
copies-started = Begun
copies-progress = { $copied } of { $total } folders and documents
# {$open}…{$close} is said by screen readers only.
copies-cancel = Cancel{$open} the copy of { $name }{$close}
copies-done = Complete: { $copied } folders and documents.
copies-open = Open the copy
copies-cancelled = Cancelled. Nothing of it was kept.
copies-failed = This copy could not be completed, and nothing of it was kept.
copy-not-allowed = Whoever asked for this copy may not change documents any more.
copy-over = This copy has ended already.

## The trash

trash-empty = The trash is empty.
trash-empty-why = What is deleted stays here for { $days } days and can be restored by whoever may edit.
trash-about = What was deleted stays for { $days } days, then it goes for good.
trash-name = Name
trash-deleted = Deleted
trash-purged-at = Goes for good
trash-size = Size
# Follows a folder's name.
trash-folder = { $documents ->
    [one] (folder, { $documents } document)
   *[other] (folder, { $documents } documents)
  }
# In this message and the next, {$open}…{$close} is said by screen readers only.
trash-restore = Restore{$open} { $name }{$close}
trash-purge = Delete for good{$open}: { $name }{$close}
trash-purge-warning = Nobody can bring it back then.
trash-purge-warning-hold = { $days ->
    [one] Only administrators can bring it back then, for { $days } more day.
   *[other] Only administrators can bring it back then, for { $days } more days.
  }
trash-purged-by-admin = An administrator has deleted this for good.
trash-purge-under-way = This is being deleted for good.
trash-size-unknown = being counted
# {$open}…{$close} is a name.
trash-purge-sure = Yes, delete {$open}{ $name }{$close} for good
trash-earlier = Earlier deletions
trash-select-all = Choose all on this page
trash-restore-chosen = Restore what is chosen
trash-purge-chosen = Delete what is chosen for good
trash-purge-chosen-sure = Yes, delete all that is chosen for good
trash-nothing-chosen = Choose something in the list first.
trashed-title = { $name } is in the trash
# {$open}…{$close} is the moment.
trashed-by = { $person } deleted it on {$open}{ $moment }{$close}.
trashed-around = It was deleted together with the folder “{ $folder }” around it: restoring brings all of that back.
trashed-until = It goes for good on {$open}{ $day }{$close}.
trashed-ask = Whoever may edit documents there can restore it until then.
trashed-see = See the trash
trash-empty-it = Empty the trash
trash-empty-warning = Everything in it is deleted for good, whoever put it there.
trash-only-admins = Only administrators can delete something for good before that.
trash-empty-sure = Yes, delete everything for good

## A change that could not be made as it was

# In these two, {$open}…{$close} leads to what is changed.
again-in = In {$open}{ $name }{$close}
again-of = Of {$open}{ $name }{$close}
again-says-now = It says now:
# $action is the name of the change, such as Rename.
again-all-the-same = { $action } all the same
not-all-title = Not everything could be done
not-all = { $done } done, { $failed } not. These stayed as they were:
not-all-back = Back

## Choosing a folder to move or copy to

picker-title = { $action ->
    [move] Move to a folder
   *[copy] Copy to a folder
  }
# {$open}…{$close} is a name.
picker-what = { $action ->
    [move] Move {$open}{ $what }{$close}
   *[copy] Copy {$open}{ $what }{$close}
  }
picker-do = { $action ->
    [move] Move to {$open}{ $folder }{$close}
   *[copy] Copy to {$open}{ $folder }{$close}
  }
picker-choose = Choose the folder that it goes to.
# For screen readers.
picker-breadcrumbs = The folder that is looked at
picker-no-folders = No folders in this one.
picker-elsewhere = Other folders that were shared with you
picker-nowhere = You see no other folder that this could go to.
picker-name-taken = There is something of that name already
picker-keep-both = Keep both: the moved one gets a number
picker-replace = Replace it as its new version; the moved one goes to the trash
picker-stay-here = Stay here
# What becomes of the access that was given to people and groups on the very thing that is moved or copied.
picker-grants = What was shared with it by name
picker-grants-keep = Keep what was shared with it by name
picker-grants-target = Only what holds in the target folder
picker-changes = What this changes
# For those who see, or no longer see, what is moved or copied.
picker-changes-who = Who
picker-changes-before =
    { $action ->
        [move] Now
       *[copy] The original
    }
picker-changes-after =
    { $action ->
        [move] Then
       *[copy] The copy
    }
picker-changes-all = Everybody for whom it changes something
picker-changes-nobody = For nobody anything changes.
picker-changes-more =
    { $count ->
        [one] And one more line.
       *[other] And { $count } more lines.
    }
picker-changes-left-out =
    { $count ->
        [one] One more thing has access of its own. What this changes for it is not shown here.
       *[other] { $count } more things have access of their own. What this changes for them is not shown here.
    }
picker-here-already = It lies in {$open}{ $folder }{$close} already. Choose another folder above.

# Who that is for whom it changes something: $who in the sentences below.
diff-you = You
# $name is a group.
diff-group =
    { $count ->
        [one] One person of { $name }
       *[other] { $count } people of { $name }
    }
# A group whose name is nobody's business.
diff-other-group =
    { $count ->
        [one] One person of another group
       *[other] { $count } people of another group
    }
diff-role =
    { $count ->
        [one] One person
       *[other] { $count } people
    } { $role ->
        [reader] with the role reader or a higher one
        [editor] with the role editor or a higher one
       *[admin] with the role administrator
    }
diff-people =
    { $count ->
        [one] One person
       *[other] { $count } people
    }
diff-moved-lost =
    { $who } will no longer see { $things ->
        [one] it
       *[other] them
    }.
diff-moved-gained =
    { $who } will be able to { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } { $things ->
        [one] it
       *[other] them
    }.
diff-moved-more =
    { $who } will also be able to { $level ->
        [edit] change
       *[own] share
    } { $things ->
        [one] it
       *[other] them
    }.
diff-moved-less =
    { $who } will only be able to { $level ->
        [view] see
       *[edit] see and change
    } { $things ->
        [one] it
       *[other] them
    }.
diff-copied-lost =
    { $who } can see { $things ->
        [one] the original, but will not see the copy
       *[other] the originals, but will not see the copies
    }.
diff-copied-gained =
    { $who } cannot see { $things ->
        [one] the original, but
       *[other] the originals, but
    } will be able to { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } { $things ->
        [one] the copy
       *[other] the copies
    }.
diff-copied-other =
    { $who } may { $before ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } { $things ->
        [one] the original
       *[other] the originals
    }, and will be able to { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } { $things ->
        [one] the copy
       *[other] the copies
    }.
# What somebody may do who may do nothing.
diff-none = nothing

## Recent and favourites

recent-title-opened = Opened lately
recent-title-changed = Changed lately
recent-changed = Changed by anyone
recent-opened = Opened by you
recent-opened-none = You have not opened a document yet.
recent-opened-why = What you open stands here, the latest first: for you alone.
recent-changed-none = Nothing has changed yet.
recent-changed-why = New and changed documents stand here, the latest first.
favourites-none = You have no favourites yet.
favourites-why = Press the star beside a folder or document, and it stands here: for you alone.
favourites-open-site = There are no favourites on an open site.
favourites-guest = Everyone is the same guest here, so nobody has favourites of their own.
shelf-name = Name
shelf-size = Size
shelf-type = Type
shelf-folder = Folder

## Search

# The title of the page: what is looked for.
search-title = { $words } · Search
search-words = Words in names, folders and contents
# {$open}…{$close} is to be typed so.
search-hint = All words have to be there. {$open}"core time"{$close} finds the two next to each other, {$open}-draft{$close} leaves out what has that word.
search-where = Where
search-in-all = Everywhere
# {$open}…{$close} is a name.
search-in-here = In {$open}{ $folder }{$close}
search-filters = Filters
search-type = Type
search-size = Size
search-any = Any
search-since = Changed since
search-until = Changed until
search-by = Changed by
search-by-whom = Name or e-mail
search-what = What are you looking for?
search-type-above = Type a word above, or choose a filter.
# In this message and the two below, {$open}…{$close} is a link.
search-everywhere = {$open}Search everywhere{$close} instead of in this folder only.
search-without-filters = {$open}Search without filters{$close}, or try another word.
search-hit-in = in {$open}{ $folder }{$close}
search-fewer-words = Try fewer words, or another one. A new document can take a moment until its text is found.
search-more = More hits
search-changed = Changed
search-order = Order
search-chips-type = Only one kind
search-chips-changed = Only what was changed lately
search-chips-by = Only what one person changed
# To those who cannot see that something is chosen.
search-chip-chosen = (chosen: take it away again)

## Downloading a folder

zip-title = Download as zip
zip-of = Of
zip-size = Size
zip-uncompressed = { $size }, nothing is compressed
zip-documents = Documents
zip-folders = Folders
zip-too-large = That is too much for one archive: it takes 100,000 folders and documents at most. Download the folders in it one by one.

## The virus scan

scanning-title = Virus scan
scanner-off = There is no virus scanner: nothing is scanned. What was quarantined before stays in quarantine.
scanner-ready = The scanner answers: { $version }
scanner-away = The scanner does not answer. The log of the site says why.
scanner-careless = The scanner calls files clean that it has not looked at, so nothing of what it says counts. Whoever runs it has to set "AlertExceedsMax yes" and "ScanArchive yes" in clamd.conf and restart it.
scanner-before = What people send is scanned before it becomes a document.
scanner-after = What people send appears at once and is scanned after that.
scanner-down-refuse = While the scanner does not answer, uploads are refused.
scanner-down-wait = While the scanner does not answer, uploads are kept until they are scanned.
scanning-clean = Nothing found
scanning-waiting = Waiting
scanning-unscanned = Could not be scanned
scanning-quarantined = In quarantine
scanning-again = Scan again what could not be scanned
scanning-all-again = Scan everything again
scanning-again-about = Equal contents are counted and scanned once. Older results stay until there is a new one.
scanning-again-done = They wait to be scanned. Reload this page to see how far it is.
quarantine-title = Quarantine
quarantine-about = A virus was found in these documents. Nobody can open, download or preview them, and their texts are not searched. They stay in quarantine until you delete or release them.
quarantine-empty = Nothing is in quarantine.
quarantine-document = Document
quarantine-found = Found
quarantine-added = Uploaded by
quarantine-actions = Delete or release
quarantine-trashed = In the trash.
quarantine-old-version = An older version, number { $version }.
# In the next two, {$open}…{$close} is said by screen readers only.
quarantine-delete = Delete for good{$open}: { $name }{$close}
quarantine-release = Release{$open}: { $name }{$close}
quarantine-reason = Why nothing is wrong with it
quarantine-release-now = Release all documents with these contents
quarantine-released = It is released: people get it again.
quarantine-deleted = It is deleted for good.
quarantine-pages = Pages of the quarantine

# On the page of a document.
facts-scan = Virus scan
scanned-clean = Nothing was found
scanned-not-yet = Not yet checked
scanned-not-yet-about = This document has not been checked for viruses yet.
scanned-not = Could not be checked
scanned-not-about = So nobody knows whether there is a virus in this document.
scanned-found = A virus was found
scanned-released = A virus was reported, and an administrator has released the document
# $found is the name of the virus.
quarantined = A virus was found in this document ({ $found }), so nobody can open or download it. Please ask an administrator.
scan-found = A virus was found in this file ({ $found }), so it was not saved. Please check the device that it comes from.
scan-away = The virus scanner does not answer at the moment, and without it nothing is taken. Please try again later.
scan-too-large = It is larger than the virus scanner takes.
scan-limits = The virus scanner could not look into all of it, because it is too large or too deeply nested inside.
scan-broken = The virus scanner cannot read it.
scan-lost = Its stored bytes cannot be read.
# After one of the last four.
scan-so-refused = What cannot be checked for viruses is not saved here. Please ask an administrator.
# A text in a zip archive, and the name of its file.
archive-left-out-name = Left out because of a virus.txt
archive-left-out = These documents are not in this archive, because a virus was found in them:
archive-left-out-line = { $name } ({ $found })

## A link to download a document without signing in

ticket-title = Download link
# {$open}…{$close} is a link.
ticket-for = For {$open}{ $name }{$close}. It works without signing in, in any program, and goes on where a broken download ended.
ticket-terminal = In a terminal
ticket-copy-command = Copy the command
ticket-again = The same command again goes on where it stopped.
ticket-browser = In a browser or a download manager
ticket-whoever = Whoever has this link can read the document as you
# {$open}…{$close} is a moment.
ticket-until = So do not pass it on. It is good for this version of this one document, until {$open}{ $moment }{$close}, { $hours } hours from when it was made. It ends at once when you sign out, when your access is withdrawn, and when the document is replaced or deleted.
ticket-back = Back to the document

## Unfinished uploads

unfinished-title = Unfinished uploads
unfinished-refused = Not everything was taken.
unfinished-room = { $used } of your { $most } are used: all that you have added counts, with older versions, the trash and unfinished uploads.
unfinished-none = Nothing is left over.
unfinished-none-why = Every file that you sent has become a document.
unfinished-about = These files were sent and are no documents yet. What waits for you is kept until you decide, everything else for a day.
# {$open}…{$close} is a name; a moment follows.
unfinished-facts = { $size }, for {$open}{ $folder }{$close}, kept until
unfinished-facts-kept = { $size }, for {$open}{ $folder }{$close}, kept until you decide
unfinished-facts-scan = { $size }, for {$open}{ $folder }{$close}, kept until it is scanned
unfinished-facts-refused = { $size }, for {$open}{ $folder }{$close}
unfinished-scan = It has arrived completely and waits for the virus scan, because the scanner does not answer at the moment. You need not do anything: it becomes a document as soon as it is scanned.
unfinished-waiting = It has arrived completely. There is already something of that name in the folder, it could not be put there, or you were signed out by then.
unfinished-partly = { $percent } % has arrived. To go on, open the folder and choose the same file again.
# In the next five, {$open}…{$close} is said by screen readers only.
unfinished-replace = Replace as new version{$open} of { $name }{$close}
unfinished-keep-both = Keep both{$open} for { $name }{$close}
unfinished-skip = Skip{$open} { $name }{$close}
unfinished-discard = Discard{$open} { $name }{$close}
unfinished-seen = Remove from this list{$open}: { $name }{$close}

## A folder

breadcrumbs = Breadcrumbs
# {$open}…{$close} is said by screen readers only.
listing-up = Up{$open} one folder{$close}
listing-go-up = Go up one folder
listing-shape = How to show the folder
listing-list = List
listing-tiles = Tiles
listing-view = View
listing-sort-by = Sort by
listing-show-as = Show as
listing-add = Add
listing-more = More
listing-show-sizes = Show folder sizes
listing-select-all = Select everything
listing-select-nothing = Select nothing
listing-changed-by = Changed by
listing-pages = Pages of this folder
listing-shown = { $first } to { $last } of { $total }
listing-earlier = Earlier
listing-next = Next
listing-empty = This folder is empty.
listing-empty-editor = Drop files here, or use the buttons above to upload documents and to make folders.
listing-empty-reader = Nobody has put a document here yet. You may read; whoever has the role editor can add documents.
# For screen readers, each line of a folder: what the name is of, what the box and the two signs do.
row-folder = (folder)
row-select = Select { $name }
row-favourite = Favourite: { $name }
row-download = Download { $name }

## Adding to a folder

upload = Upload
upload-files = Upload files
upload-folder = Upload a folder
upload-files-field = Files to upload
upload-folder-field = Folder to upload
upload-files-label = Files
# One of the next two follows.
upload-drop-here = Or drop and paste them here.
upload-each = Up to { $most } each.
upload-each-and-quota = Up to { $most } each; this folder holds up to { $quota }.
upload-together = All together up to { $most }.
upload-together-and-quota = All together up to { $most }; this folder holds up to { $quota }.
new-folder = New folder
new-folder-name = Name of the new folder
new-folder-make = Make it

## Changing a document or folder

change-this-folder = Change this folder
change-this-document = Change this document
change-rename = Rename
change-new-name = New name
change-describe = Describe
change-description = Description
change-replace = Replace
change-replace-file = The file with the new version
# {$most} is a size.
change-replace-hint = The document keeps its name and its address, and the version before stays. { $most } at most.
change-move = Move
change-copy = Copy
change-delete = Move to trash
notice-undo = Undo
# {$open}…{$close} is said by screen readers only.
notice-close = Close{$open} this notice{$close}
quota = Limit size
quota-how-much = How much this folder may hold, with all below it
# The units are those that the program reads: kB, MB, GB, TB.
quota-example = 50 GB
quota-hint = A number and a unit, such as 500 MB or 50 GB. Empty: no limit. Older versions, the trash and unfinished uploads count, too.

## What the keyboard does in a folder; {$open}…{$close} is one key

keys-title = Keyboard
keys-through = {$open}↑{$close} {$open}↓{$close} {$open}Home{$close} {$open}End{$close}
keys-through-does = Go through the list
keys-sideways = {$open}←{$close} {$open}→{$close}
keys-sideways-does = Go to the star and the download of this line
keys-letters = Letters
keys-letters-does = Go to the next name that begins so
keys-enter = {$open}Enter{$close} or {$open}Space{$close}
keys-enter-does = Open it
keys-shift = {$open}Shift{$close}+{$open}↑{$close} {$open}↓{$close}
keys-shift-does = Select several
keys-select = {$open}Ctrl{$close}+{$open}Space{$close}
keys-select-does = Select this one too, or not any more
keys-all = {$open}Ctrl{$close}+{$open}A{$close}
keys-escape = {$open}Esc{$close}
keys-delete = {$open}Del{$close}
keys-delete-does = Move to the trash
keys-clipboard = {$open}Ctrl{$close}+{$open}C{$close} or {$open}X{$close}, then {$open}V{$close}
keys-clipboard-does = Copy or move to another folder
keys-up = {$open}Alt{$close}+{$open}↑{$close} or {$open}Backspace{$close}
keys-up-does = Up one folder
keys-help = {$open}?{$close} or {$open}F1{$close}
keys-help-does = This list of keys

## A document

document-steps = In this folder
document-previous = Previous
document-next = Next
# For screen readers; follows one of the two above. {$open}…{$close} is a name.
document-step = document: {$open}{ $name }{$close}
document-folder = Folder
document-open-by-itself = Open by itself
document-favourite = Favourite
# {$open}…{$close} is a moment.
document-old-version = This is the old version { $version }, added {$open}{ $moment }{$close} by { $name }.
document-current-version = Show the current version
preview = Preview
preview-empty = This document is empty.
preview-empty-why = It holds no bytes: there is nothing to show.
preview-smaller-name = { $name }, made smaller
preview-smaller = A smaller copy is shown. The download has the whole picture.
# {$open}…{$close} is a link.
preview-pdf = If nothing shows here, {$open}open it by itself{$close}.
preview-cannot-play = Your browser cannot play this. Download it instead.
# For screen readers.
preview-text-of = Text of { $name }
preview-table-of = Table of { $name }
preview-none-here = There is no preview of this document.
# {$open}…{$close} is a link.
preview-structure = This is the text of the document, without its layout and pictures. {$open}Download it{$close} to see all of it.
# {$open}…{$close} is a link.
preview-pages = These pages were made of the document by LibreOffice, and may differ from how its own program shows it. {$open}Open them by themselves{$close}.
preview-pages-under-way = Its pages are being made. Reload this page in a moment to see them.
preview-source = Source
preview-film = If it does not play, your browser does not know the format in which it was recorded. {$open}Download it{$close} and open it with a media player.
preview-film-silent = Your browser does not know the format in which the picture was recorded, and plays the sound only. {$open}Download it{$close} and open it with a media player.
preview-whole-picture = No smaller copy of this picture can be made: it is shown itself, and may take a while.
preview-made-picture = Browsers cannot show this format: a copy in another one is shown. The download has the picture itself.
facts = Facts
facts-type = Type
facts-size = Size
facts-version = Version
facts-version-of = { $version } of { $latest }
facts-made = Added
facts-own-time = Changed
facts-own-time-hint = So says the file that was sent.
facts-changed = Last change here
# {$open}…{$close} is a moment.
facts-by = {$open}{ $moment }{$close} by { $name }
facts-permanent-link = Permanent link
facts-permanent-link-hint = It stays the same when the document is renamed or moved.
versions = Versions
versions-version = Version
versions-added = Added
# {$open}…{$close} is the moment.
versions-changed = changed {$open}{ $moment }{$close}
versions-by = By
versions-size = Size
versions-quarantined = (in quarantine)
versions-current = (current)
# In the next three, {$open}…{$close} is said by screen readers only.
versions-download = {$open}Download version {$close}{ $version }
versions-show = Show{$open} version { $version }{$close}
versions-restore = Restore{$open} version { $version }{$close}
keep = Check and fetch
keep-sha256 = SHA-256, the fingerprint of these bytes
keep-copy-sha256 = Copy the SHA-256
# {$open}…{$close} is a program.
keep-ticket-why = For a large download or a slow line: a link that works in {$open}curl{$close} and download managers, without your session. It is good for 24 hours and for this version only, and ends when you sign out.
keep-make-ticket = Make a download link

### The scripts of the pages

## Small comforts

script-copied = Copied
script-copy-selected = Selected: press Ctrl+C
script-sending = The files are being sent.
script-not-sent = The files were not sent. Try again.
script-theme = { $theme ->
    [dark] Theme: dark
   *[light] Theme: light
  }

## Lists

script-favourite-added = Added to your favourites: { $name }
script-favourite-removed = Taken from your favourites: { $name }
script-put-away = Dismiss
script-try-again = Try again
script-star-failed = The star could not be set: { $name }
script-star-signed-out = You are signed out, so the star was not set: { $name }
script-rest-failed = Only { $shown } of { $total } are here: the rest could not be loaded.
script-shown = { $shown } of { $total } shown
script-selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
  }
script-nothing-selected = Nothing is selected
script-ready-to-copy = { $count ->
    [one] { $count } ready to be copied: go to a folder and press Ctrl+V
   *[other] { $count } ready to be copied: go to a folder and press Ctrl+V
  }
script-ready-to-move = { $count ->
    [one] { $count } ready to be moved: go to a folder and press Ctrl+V
   *[other] { $count } ready to be moved: go to a folder and press Ctrl+V
  }
# The title and the words of a link to an archive.
script-zip-too-large = too much for one archive: download its folders one by one
script-zip-empty = empty

## The search box

script-search-hint = Search (press /)
# For screen readers: the list of hits.
script-search-hits = Hits
script-search-everywhere = Search everywhere for “{ $words }”
script-search-here = Search in this folder for “{ $words }”
script-search-nothing = No hits so far. Enter searches in full.
script-search-count = { $count ->
    [one] { $count } hit. Arrow down to choose.
   *[other] { $count } hits. Arrow down to choose.
  }
script-search-count-more = { $count ->
    [one] { $count } hit and more. Arrow down to choose.
   *[other] { $count } hits and more. Arrow down to choose.
  }
script-search-failed = Search does not answer right now. Enter tries in full.
script-search-signed-out = You are signed out. Enter signs you in again.

## People and groups while somebody types

# For screen readers: the list of those who may be meant.
script-people = People and groups
script-people-group = Group
script-people-count = { $count ->
    [one] { $count } person or group. Arrow down to choose.
   *[other] { $count } people and groups. Arrow down to choose.
  }
script-people-nobody = Nobody of that name so far. A whole e-mail address works for everybody.
script-people-failed = Names cannot be looked up right now. A whole e-mail address works.
script-people-signed-out = You are signed out. Sign in again to look up names.

## Uploads

script-upload-drop-here = Drop to upload to “{ $folder }”
# The name of a picture from the clipboard.
script-upload-pasted = Pasted { $moment }
script-upload-all = { $done } of { $total } done
# The next six stand one after the other.
script-upload-finished = { $count ->
    [one] { $count } file uploaded
   *[other] { $count } files uploaded
  }
script-upload-folders = { $count ->
    [one] { $count } empty folder made
   *[other] { $count } empty folders made
  }
script-upload-left-out = { $count ->
    [one] { $count } left out
   *[other] { $count } left out
  }
script-upload-skipped = { $count ->
    [one] { $count } skipped
   *[other] { $count } skipped
  }
script-upload-scans = { $count ->
    [one] { $count } waits for the virus scan
   *[other] { $count } wait for the virus scan
  }
script-upload-failed = { $count ->
    [one] { $count } not taken
   *[other] { $count } not taken
  }
script-upload-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
  }
script-upload-began = { $count ->
    [one] Uploading { $count } file
   *[other] Uploading { $count } files
  }
script-upload-over = All uploads are finished: { $summary }
# Two sizes.
script-upload-sent = { $sent } / { $size }
script-upload-speed = { $size }/s
# $time is one of the next three.
script-upload-left = { $time } left
script-upload-seconds = { $count } s
script-upload-minutes = { $count } min
script-upload-hours = { $count } h
script-upload-queued = Waiting for its turn
script-upload-paused = Paused
script-upload-waiting = No connection; goes on by itself
script-upload-busy = The site is busy; goes on by itself
script-upload-making-folder = Making an empty folder
script-upload-gone = Left out: this file is not there any more. It was moved, renamed or deleted.
script-upload-unreadable = Left out: this file was changed after you had chosen it, or cannot be read.
script-upload-unreadable-folder = Left out: this folder cannot be read, or not all of it.
# For screen readers. $name is the first of them, $why one of the three above.
script-upload-was-left-out = { $count ->
    [one] { $name }: { $why }
   *[other] { $count } were left out. { $name }: { $why }
  }
script-upload-waits-for-you = Waits until you have signed in again
script-upload-conflict = This name is taken
script-upload-interrupted = Interrupted
script-upload-pause = Pause { $name }
script-upload-resume = Resume { $name }
script-upload-cancel = Cancel { $name }
script-upload-retry = Try { $name } again
script-upload-choose-to-go-on = Choose the file again to go on
script-upload-choose-again = Choose the file again
script-upload-decide-now = Choose what to do
script-upload-taken = There is already something called “{ $name }” in “{ $folder }”.
script-upload-too-large = It is larger than { $most }, the most that this site takes.
script-upload-refused = The site did not take it.
script-upload-offline = There is no network. The uploads go on by themselves when it is back.
script-upload-network-back = The network is back
script-upload-signed-out = Your session has ended. The uploads go on by themselves after you have signed in again.
script-upload-signed-in = Signed in again, going on
script-upload-not-them = None of these is the file that was interrupted.
script-upload-sign-out = { $count ->
    [one] { $count } upload is not finished. If you sign out now, it stops, and you have to send the file again.
   *[other] { $count } uploads are not finished. If you sign out now, they stop, and you have to send the files again.
  }
script-upload-close = Close the list of uploads

### What the program answers

## What is wrong, as the heading of a page and as the title of an answer to a program

error-title-sign-in = Sign in to continue
error-title-forbidden = You may not do this
error-title-no-role = You do not have access yet
error-title-not-found = Not found
error-title-invalid = That did not make sense to us
error-title-method = That is not possible here
error-title-too-slow = That took too long
error-title-conflict = Somebody was quicker
error-title-gone = That is over
error-title-changed = It has changed meanwhile
error-title-other-version = Another version of the protocol
error-title-damaged = Checksum mismatch
error-title-unsupported = Not in this form
error-title-too-large = That is too large
error-title-not-accepted = This file is not accepted
error-title-full = There is no room left
error-title-misdirected = Wrong address
error-title-too-many = That was a lot at once
error-title-unavailable = Not available right now
error-title-internal = Something went wrong

## What is wrong, as a sentence

error-sign-in = Please sign in first.
error-no-role = Nobody has given you access to these documents yet.
error-not-found = There is nothing here, or nothing that you may see.
error-method = This address cannot be used in that way.
error-too-slow = Your request took too long to arrive. Please try again.
error-misdirected = This site is not served under that address.
error-own-machine = This site is being tried out by its developer. It answers that computer only, and nothing that comes through a proxy or a tunnel.
error-too-many = You, or somebody at your address, asked for this very often in a short time. Please wait a moment and try again.
error-busy = Others are changing a lot right now, so your change was not made. Please try again in a moment.
error-read-only = Documents can be read right now, but nothing can be changed. Please try again later.
error-database-full = The database has no room left, so nothing was changed. Please tell your administrator.
error-too-long = That took too long, so it was stopped. Please try again, perhaps with less at once.
error-unavailable = The site cannot answer right now. Please try again in a minute.
record-cannot-be-written = Nothing can be handed out right now, because the record of downloads cannot be written. Please try again in a minute.
error-internal = Something went wrong on our side. If it stays, tell your administrator the number below.
error-form-too-large = That is more than this form takes.
error-not-understood = The site did not understand that request.

## Requests

request-not-from-here = This request did not come from a page of this site, or your browser did not say where it came from. Go back, reload the page and try again; if that does not help, use a newer browser.

## Roles

# $role, $least: words for roles, as above.
level-too-low =
    { $least ->
        [own] Only those who own this may do that. Ask one of them, or your administrator.
       *[edit] You may look at this, but not change it. Ask somebody who owns it, or your administrator.
    }
role-too-low = Your role is "{ $role }"; this takes the role "{ $least }".

## Your account

account-proof-session = Signed in through your company's account.
account-proof-dev-mode = Development mode: nobody signs in.
account-proof-test-mode = Test mode: the X-Test-User header says who is asking.
account-proof-guest = This site is open to everyone: nobody signs in.
# What a role allows; the page puts one or more of them behind a colon.
account-may-read = read and download documents
account-may-change = change documents
account-may-manage = say who may do what

## Where people are signed in

session-ended = Signed out there.
sessions-others-ended = Signed out everywhere else.
sessions-all-ended = { $name } is signed out everywhere.

## Who may do what

people-no-address = That is not an e-mail address. It looks like ada@example.com, without blanks.
people-no-role = Choose a role: reader, editor or admin.
people-no-action = The site did not understand that button. Reload the page and try again.
people-there-already = { $email } is in the list already, as { $role }. Change the role there.
people-not-there = { $email } is no longer in the list: somebody else removed it.
people-last-admin = { $email } is the only administrator. Make somebody else administrator first.
people-added = Added. The role holds from now on.
people-changed = Changed. The new role holds from now on.
people-removed = Removed. This person has no access from now on.
people-released = Released. The next person to sign in with this address gets the role.

## Signing in

ticket-over = This download link is over. Sign in, open the document and make a new one.
sign-in-by-hand = Signing in starts only when you open this page yourself.

## A sign-in that did not work out: whose turn it is

sign-in-turn-you = What you can do
sign-in-turn-administrator = Your administrator can mend this
sign-in-turn-operator = The people who run this site can mend this
sign-in-turn-time = This should pass by itself

## A sign-in that did not work out: what happened, and what to do

sign-in-cancelled = You cancelled the sign-in
sign-in-cancelled-what = You turned back on the page of your company's sign-in service. Nothing has changed.
sign-in-cancelled-advice = Try again when you are ready.
sign-in-consent = This site needs your administrator's approval
sign-in-consent-what = Your company has not yet allowed this site to ask who you are.
sign-in-consent-advice = Send the details below to the people who look after your company's accounts, and ask them to grant consent to this site.
sign-in-not-assigned = You have not been given this site yet
sign-in-not-assigned-what = Your account is fine, but your company has not put you among the people who may sign in here.
sign-in-not-assigned-advice = Ask the people who look after your company's accounts to assign you to this site.
sign-in-wrong-account = That account does not belong to this company
sign-in-wrong-account-what = You signed in with an account that your company's sign-in service does not know, perhaps a private one.
sign-in-wrong-account-advice = Use another account: the one that you use for work.
sign-in-account-closed = Your account cannot sign in at the moment
sign-in-account-closed-what = Your account is switched off or locked, or its password has expired.
sign-in-account-closed-advice = Your IT help desk can tell which it is, and mend it.
sign-in-once-more = Please sign in once more
sign-in-once-more-what = Your earlier sign-in is over, or your password was changed.
sign-in-once-more-advice = Try again, and sign in with your password where you are asked for it.
sign-in-second-proof = Your company asks for one more proof
sign-in-second-proof-what = Besides the password, your company wants to see that it is you, for example with your phone.
sign-in-second-proof-advice = Try again, and follow the steps on your company's sign-in page to the end.
sign-in-not-from-here = Your company does not allow signing in from here
sign-in-not-from-here-what = A rule of your company refused this device, this place or this browser. Trying again does not help.
sign-in-not-from-here-advice = Send the details below to your IT help desk: they show which rule it was.
sign-in-too-late = That sign-in was used already, or took too long
sign-in-too-late-what = Each sign-in works once and for a few minutes. The page may have been loaded twice.
sign-in-too-late-advice = Try again.
sign-in-badly-set-up = Signing in does not work at the moment
sign-in-badly-set-up-what = This site and your company's sign-in service do not agree on how to talk to each other. It is not your fault, and trying again does not help.
sign-in-badly-set-up-advice = Send them the details below. Until it is mended, nobody can sign in.
sign-in-in-circles = Signing in went round in circles
sign-in-in-circles-what = Your company's sign-in service stopped it.
sign-in-in-circles-advice = Close all windows of this browser, wait a few minutes, and open the site again.
sign-in-busy = Signing in is temporarily unavailable
sign-in-busy-what = Your company's sign-in service does not answer at the moment. Whoever is signed in already stays so.
sign-in-busy-advice = Try again in a few minutes. If it stays like this, send the details below to the people who run this site.
sign-in-denied = You are not signed in
sign-in-denied-what = You cancelled on the page of your company's sign-in service, or it said no. It does not tell which.
sign-in-denied-advice = If you cancelled, try again when you are ready. If you did not, try another account, or send the details below to your IT help desk.
sign-in-refused = You could not be signed in
sign-in-refused-what = Your company's sign-in service said no.
sign-in-refused-advice = Try again, perhaps with another account. If it says no again, send the details below to your IT help desk.
sign-in-untrusted = We could not make sure who you are
sign-in-untrusted-what = The answer of your company's sign-in service did not pass our checks, so nobody was signed in.
sign-in-untrusted-advice = Try again once. If it happens again, send the details below to the people who run this site: their log names the reason under the request number. A clock that is wrong is a frequent one.
sign-in-malformed = This address is not complete
sign-in-malformed-what = The address that led here was cut off or changed on the way.
sign-in-malformed-advice = Begin again with the button below.
sign-in-foreign = This sign-in did not begin here
sign-in-foreign-what = The address that led here belongs to a sign-in that this site does not know, perhaps a very old one.
sign-in-foreign-advice = Begin again with the button below. If somebody sent you this address, do not use it: a link to a document is safe to share, an address like this one is not.
sign-in-link-too-long = This link is too long to be remembered
sign-in-link-too-long-what = After you sign in, this site leads you to the link that you opened. This one is longer than your browser can remember until then.
sign-in-link-too-long-advice = Sign in with "{ try-again }". Then open the link once more.
sign-in-cookie-lost = Your browser forgot that you were signing in
sign-in-cookie-lost-what = Before you went to your company's sign-in page, this site gave your browser a small note, called a cookie, to bring back. It came back without it, twice.
sign-in-cookie-lost-advice = Most likely it is one of these:
sign-in-cookie-lost-reason-cookies = Cookies are blocked for this site, or a private window or an extension throws them away. Allow them for this site.
sign-in-cookie-lost-reason-address = The address began with http:// where it should be https://, or had another name. Open the site by the address that your administrator gave you.
sign-in-cookie-lost-reason-time = More than ten minutes went by on the sign-in page. Then simply try again.
sign-in-cookie-lost-reason-clock = The clock of the server is wrong. Then nobody can sign in: tell the people who run this site.

## Names of documents and folders

# The folder that all others lie in.
root-folder = Documents
name-empty = A name cannot be empty.
name-dots = A name cannot be "." or "..".
name-separator = A name cannot hold "/" or "\".
name-control = A name cannot hold characters that do not print.
name-bidi = A name cannot hold characters that turn the direction of the text.
name-too-long = A name cannot be longer than 255 bytes.
name-end = A name cannot end with a blank or a dot: Windows could not save it.
name-device = Windows keeps this name for a device and could not save it: choose another.
name-windows = A name cannot hold any of < > " | ? * and :, because Windows could not save it.
name-unseen = There is something in this name that nobody can see, such as a space without width. Type the name anew.
address-misspelt = This address is not spelled correctly.

## Sizes

# Thousands of bytes, and so on, behind a number.
unit-b = B
unit-kb = kB
unit-mb = MB
unit-gb = GB
unit-tb = TB
unit-pb = PB
unit-eb = EB
# Between 1 and 5 in 1.5 MB.
decimal-separator = .
# Between 1 and 234 in 1,234 bytes. A blank is written as { " " }.
group-separator = ,
# $number is $count with the separator above.
size-exact = { $count ->
    [one] { $number } byte
   *[other] { $number } bytes
  }

## Kinds of documents, in one or two words

kind-folder = Folder
kind-pdf = PDF
kind-csv = CSV table
kind-spreadsheet = Spreadsheet
kind-presentation = Presentation
kind-text-document = Text document
kind-archive = Archive
kind-image = Image
kind-audio = Audio
kind-video = Video
kind-markdown = Markdown
kind-web-page = Web page
kind-data = Data
kind-code = Code
kind-email = E-mail
kind-text = Text
kind-other = File

## Lists of documents

column-name = Name
column-size = Size
column-type = Type
column-changed = Changed
# What a folder holds.
summary-folders = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
  }
summary-documents = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
  }, { $size }
summary-both = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
  }, { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
  }, { $size }
favourites-caption = What you have marked with a star
favourites-when = Marked
recent-opened-caption = The documents that you opened lately
recent-opened-when = Opened
recent-changed-caption = The documents that anyone changed lately
recent-changed-when = Changed
favourites-of-guests = This site is open to everyone, so it does not know whose favourites to keep.

## Changing documents

# $day such as 7 March 2026, $clock such as 14:05.
change-changed = { $who } changed this on { $day } at { $clock } UTC, after you opened it. Look at it again before you change it.
batch-gone = Somebody else has just deleted or moved what this adds to. Please try again.
change-folder-version = A folder has no versions.
change-root = The root folder stays as it is.
change-out-of-sight = You would no longer see this in that folder, so it stays where it is. Somebody who owns both folders can move it.
change-into-itself = A folder cannot be moved into itself. Choose a folder outside of it.
change-folder-gone = The folder that this should go to is not there any more. Choose another one.
change-into-document = A document cannot hold others. Choose a folder.
change-too-deep = Folders can nest { $most } deep, not deeper. Choose a folder further up.
own-grants-cut = Only the people who are listed there have access to this, wherever it lies. Let the folders above count again first.
copy-keeps-not-owned = You do not own the original any more, so what was shared with it cannot be given to the copy.
change-copy-root = The root folder cannot be copied.
quota-too-large = That is more than any disk holds.
quota-of-document = Only a folder has a quota.
# Who may do what with a folder or document
access-share = Share
access-title = Who has access to { $name }
access-give = Give somebody access
access-give-button = Give access
access-give-role = Give a group or a role access
access-group = the group { $name }
access-to-whom = To whom
access-email-hint = Also of somebody who was never here: they have access once they sign in with it.
access-level = May
access-may =
    { $level ->
        [view] view
        [edit] change
       *[own] change and share
    }
access-ends = Until the end of (optional)
access-reason = Why (optional)
access-choose-level = Choose what they may do.
people-not-told = Only people who own a folder, a document or a group can look up names.
access-no-address = That is not an e-mail address.
access-no-day = That is not a day.
access-granted = They have access now.
access-revoked = They do not have it from here any more.
access-was-cut = Now only the people who are listed here have access.
access-joined = What is given to people in the folders above counts here again.
access-who =
    { $count ->
        [one] One entry
       *[other] { $count } entries
    }
access-person = Who
access-from = Comes from
access-here = here
access-until = Until
access-no-end = no end
access-given = Given
access-not-here-yet = (has not signed in yet)
# The name inside {$open}…{$close} is heard, not seen.
access-revoke = Take away{$open} from { $name }{$close}
# One line for each person, also for those in groups.
access-people = Everybody who can get in
access-people-title = Everybody who can get into { $name }
access-people-about = One line for each person, with the access that decides for them: the highest, and of several the nearest. “Last here” is when they last used the site; what somebody opens stays their own.
access-people-download = Download the list (CSV)
access-people-none = Nobody has access.
access-people-through = Through
access-people-by-name = given by name
access-people-seen = Last here
access-people-never = never
access-people-next = The next people
access-above = What the folders above give
access-inherits = Whoever has access to the folder around this has it here, too.
access-cut = Only these people
access-is-cut = Only the people who are listed here have access. Those who own a folder above keep theirs.
access-join = Let the folders above count again

# Links for people outside, as their makers and the owners see them
links = Links for people outside
links-about = Whoever has such a link needs no sign-in. Give it to people who cannot sign in here, and only for as long as they need it.
links-kind = The link lets people
links-kind-of =
    { $kind ->
        [upload] send files here, and see nothing
       *[view] view and download
    }
links-ends = Until the end of
links-password = Password (optional)
links-downloads = Downloads (optional)
links-note = What it is for (optional)
links-recipients = Only for these people (optional)
links-recipients-hint = E-mail addresses. The link opens for them alone, by a code that is sent to them.
links-only-for = only for
links-opens-for-named = It opens only for the people that you have named: a code is sent to them each time.
links-no-recipient = This is not an e-mail address: { $address }
links-many-recipients = A link can be for { $most } people at most.
links-no-mail = This site sends no mail, so a link cannot be for certain people only.
links-one-lock = Choose one: a password, or certain people.
links-make = Make a link
links-none = There are no links here.
links-link = Link
links-to = Opens
links-used = Used
links-has-password = with a password
links-left =
    { $count ->
        [one] one download left
       *[other] { $count } downloads left
    }
links-over = ended
links-maker-left = (opens nothing: its maker may not sign in any more)
links-opened =
    opened { $opened ->
        [one] once
       *[other] { $opened } times
    }, { $downloaded ->
        [one] one download
       *[other] { $downloaded } downloads
    }
links-sent =
    opened { $opened ->
        [one] once
       *[other] { $opened } times
    }, { $sent ->
        [one] one file came
       *[other] { $sent } files came
    }
links-last = last
# The name inside {$open}…{$close} is heard, not seen.
links-uses = Who used it{$open}: { $name }{$close}
links-did =
    { $kind ->
        [downloaded] downloaded
        [sent] sent
       *[opened] opened
    }
# The name inside {$open}…{$close} is heard, not seen.
links-end = End{$open} the link { $name }{$close}
links-ended = The link has ended.
links-made = The link is made
links-made-for = For {$open}{ $name }{$close}. Copy the link now and send it to the people that it is meant for:
links-shown-once = Nobody can look it up later, not even you. If it is lost, end it and make a new one.
links-whoever-sees = Whoever has the link can see and download this, and can pass the link on.
links-whoever-sends = Whoever has the link can send files here. They see nothing of what is here.
links-tell-password = Tell them the password in another way than the link.
links-ends-with-you = It also ends when you do not own this any more, and when this goes to the trash.
links-back = Back to who has access
links-not-root = A link to all documents cannot be made. Choose a folder or a document.
links-not-into-document = Files can be sent into a folder only.
links-too-long =
    { $days ->
        [one] A link lasts one day at most. Choose an earlier end.
       *[other] A link lasts { $days } days at most. Choose an earlier end.
    }
links-note-too-long = What it is for may have at most { $most } characters.
links-no-number = The number of downloads is from 1 to { $most }.
links-number-for-nothing = Nothing can be downloaded by a link for sending files. Leave the number empty.
links-password-length = A password has at least { $least } characters, and at most { $most }.
links-too-many = You have { $most } links that have not ended. End some of them first.

# The same, as people outside see them
link-nameless = a link for people outside
link-named = the link “{ $note }”
link-locked = A password is needed
link-locked-why = Whoever gave you this link has a password for it.
link-password = Password
link-open = Open
link-wrong-password = That is not the password.
link-is-locked = Open the link itself first, and give its password.
link-used-up = As many downloads as this link allows have been made. Ask whoever gave it to you for a new one.
link-empty = There is nothing in this folder.
link-name = Name
link-size = Size
link-download = Download
link-download-all = Download everything
# The name inside {$open}…{$close} is heard, not seen.
link-download-of = Download{$open} { $name }{$close}
link-more = Show more
link-left =
    { $count ->
        [one] One download is left.
       *[other] { $count } downloads are left.
    }
link-until = This link works until
link-over-title = This link does not work
link-over = It may have ended, or it was copied without its last letters.
link-over-ask = Ask whoever gave it to you for a new one.
link-named-people = This link is for certain people
link-named-people-why = Type your e-mail address. If it is on the list of the link, a code is sent to it.
link-send-code = Send me a code
link-code-sent = If {$open}{ $address }{$close} is on the list of the link, a code is on its way to it. It is good for { $minutes } minutes.
link-code = Code
link-wrong-code = That is not the code, or it is not good any more. Ask for another one, if you need it.
link-other-address = Another address, or another code
drop-title = Send files
drop-about = The files go to whoever gave you this link. You will not see them here afterwards.
drop-sender = Your name
drop-files = Files
drop-send = Send
drop-limit = A file may have { $size } at most.
drop-no-sender = Type your name first, so that they know who the files are from.
drop-too-many = At most { $most } files can be sent at once. Send the others afterwards.
drop-arrived =
    { $count ->
        [one] One file has arrived:
       *[other] { $count } files have arrived:
    }
drop-refused = These have not arrived:
drop-more = Send more

# Mail
mail-code-subject = Your code
mail-code-about = Somebody, probably you, wants to open a link that was given to you. Type this code on the page that asks for it. It is good for { $minutes } minutes.
mail-code-footer = If that was not you, do nothing: without the code the link does not open.
notices-title = Notices by mail
notices-on = You get a mail when somebody shares something with you, answers your question for access, or sends files by a link of yours; at most one in an hour about the same thing.
notices-off = You get no notices by mail.
notices-turn-off = Send me none
notices-turn-on = Send me notices
notice-somebody = Somebody
notice-open = Open it
notice-footer = You get this because you use the documents of your company. Turn it off at { $address }
notice-shared-subject = Shared with you: { $name }
notice-shared = { $person } has given you access to { $name }.
notice-answered-subject = Your question for access
notice-given = Your question for access was answered: you have it now.
notice-not-given = Your question for access was answered: it was not given.
notice-arrived-subject = A file has arrived in { $name }
notice-arrived = { $document } has arrived in { $name }, by a link of yours. More may have come since.
mail-troubles = Mail: { $waiting } could not be sent yet, { $given_up } were given up in the last days. The log says why.

## Seeing the site as somebody else does

view-as-banner-name = You see the site as somebody else does
# $name is a person.
view-as-banner = You see the site as {$open}{ $name }{$close} does. Nothing can be changed.
view-as-stop = Stop
view-as-column = See the site as they do
# The address inside {$open}…{$close} is heard, not seen.
view-as-person = View as{$open} { $email }{$close}
view-as-read-only = You are looking at the site as { $name }. Stop to change something.
view-as-private = This is for { $name } alone. You are looking at the site as they see it, and this is left out.
view-as-over = You were looking at the site as somebody else, and that ended after half an hour. Nothing was changed. Please look again before you try once more.
view-as-no-more = You may not look at the site as somebody else any more. From the next page on you see your own.
view-as-needs-sign-in = Nobody signs in here, so nobody can look at the site as somebody else.
view-as-needs-all = Only administrators who own all documents may look at the site as somebody else: others would see more than is theirs.
view-as-yourself = That is your own address.

## Why somebody may see something, or may not

facts-search = The search finds it
facts-search-done = by its name and all of its words
facts-search-waiting = by its name; its words are still to be read
facts-search-partial = by its name and a part of its words
facts-search-empty = by its name; there are no words in it
facts-search-failed = by its name; its words could not be read
facts-search-picture-waiting = by its name; it is only a picture, in which words are still to be recognized
facts-search-picture-not-set-up = by its name; it is only a picture, in which no words are recognized here
facts-search-picture-failed = by its name; it is only a picture, in which no words could be recognized
facts-search-recognized = Words were recognized in a scan or picture, and may have mistakes.
facts-search-none-recognized = No words were recognized where it is only a picture.
facts-search-pages-waiting = Words on pages that are only pictures are still to be recognized.
facts-search-pages-not-set-up = Words on pages that are only pictures are not recognized here.
# $reason: such as "it takes too long".
facts-search-pages-failed = Words on pages that are only pictures could not be recognized: { $reason }.
# For administrators. The command stays as it is, and names German as an example of a language.
facts-search-install = To have words recognized, install Tesseract on the server with the languages of your scans (apt install tesseract-ocr tesseract-ocr-deu), and start Latchkey again.
# For administrators.
facts-search-ocr-off = The setting OCR=off keeps words from being recognized.
facts-access = Access
why-link = Why can I see this?
why-title-mine = Why you can see { $name }
why-title = Can { $person } see { $name }?
why-ask-title = Can somebody see this, and why?
why-ask-hint = The e-mail address of anybody, also of somebody who was never here.
why-email = E-mail address to ask about
why-ask = Answer
# The whole answer. $reason is one of the messages why-given-…
why-you-may =
    You may { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } this, because { $reason }.
why-they-may =
    { $person } may { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } this, because { $reason }.
# Should never be needed.
why-they-may-somehow =
    { $person } may { $level ->
        [view] see
        [edit] see and change
       *[own] see, change and share
    } this.
# $place is one of the messages why-place-…
why-given-you = { $giver } gave you access to { $place } on { $day }
why-given-them = { $giver } gave them access to { $place } on { $day }
why-given-address = { $giver } gave the address { $address } access to { $place } on { $day }
# $group is one of the messages access-group.
why-given-group = { $giver } gave { $group } access to { $place } on { $day }, and they are in it
why-given-role = everybody with { $role ->
        [admin] the role administrator
        [editor] the role editor or a higher one
       *[reader] the role reader or a higher one
    } has access to { $place }, given by { $giver } on { $day }
# Who gave something, where that was done at the terminal.
why-operator = an operator
why-place-this-folder = this folder
why-place-this-document = this document
why-place-folder = the folder { $name }
why-place-all = all documents
why-only-the-way = { $person } sees only the name of this folder, because access to something in it was given to them.
# $cut and $place are messages why-place-…
why-cut-off = { $person } cannot see this: { $cut } is only for the people who are listed there, and what they may do with { $place } does not count in it.
# $name is an address, access-group or why-name-role.
why-cut-off-name = { $person } cannot see this: { $cut } is only for the people who are listed there, and what was given to { $name } on { $place } does not count in it.
why-name-role = everybody with { $role ->
        [admin] the role administrator
        [editor] the role editor
       *[reader] the role reader
    }
why-ended = { $person } cannot see this: the access to { $place } that they had has ended ({ $end }).
why-nothing = { $person } cannot see this: nothing was given to them, to their address, to their role or to a group of theirs.
why-nothing-here = { $person } cannot see this: nothing that counts here was given to them, to their address, to their role or to a group of theirs.
why-never-here = Nobody has signed in with this address yet. The answer is for whoever does so first.
why-not-all = Access to folders above that you do not own is listed only where it counts here.
why-path = Place
why-role = Role
# {$open}…{$close} is the moment.
why-role-read = as read {$open}{ $moment }{$close}
why-grants = What was given
why-no-grants = Nothing.
why-to = To
why-counts = Counts
why-does-count = yes
why-has-ended = no, it has ended
# $name is a folder or document.
why-is-cut = no, cut off at { $name }
why-this-decides = yes, this decides
# $names are groups, or what the directory says: the one they are in, the one that this is in, and so on.
why-way = as part of { $names }
why-access = Who has access

## What was given to me

shared = Shared with me
# In the navigation, where room is short.
nav-shared = Shared
shared-none = Nothing has been shared with you by name.
shared-why = What everybody with your role may see is under Documents.

## Changes

access-reason-too-long = The reason may have at most { $most } characters.
access-end-is-over = That end is in the past. Choose a later one.
access-role =
    { $role ->
        [reader] Everybody who may read
        [editor] Everybody who may edit
       *[admin] Administrators
    }
change-name-unusable = This name cannot be used here. Choose another name.
change-name-taken = There is already something called "{ $name }" in this folder. Choose another name.
description-too-long = A description has at most { $most } characters.
description-control = A description cannot hold characters that do not print.
replace-no-file = No file was chosen. Go back and choose the one with the new version.
change-replaced = Somebody else has just replaced this document. Please try again.
change-meanwhile = Somebody else has just changed this folder. Please try again.
store-full = There is no room left for this on the server. Nothing of it was kept. Please tell your administrator.
store-lost = The stored file is damaged or missing, so it is not given out. Whoever still has it can upload it again, into any folder and under any name: that repairs it here. If nobody has it, tell your administrator the number below.
ticket-of-old-version = The document has been replaced since this link was made. Sign in, open it and make a new one.
form-make-folder = New folder
form-rename = Rename
form-describe = Description
form-delete = Move to the trash
form-restore-version = Restore an old version
# What is moved or copied, when it is more than one.
picker-things = { $count } things
selection-empty = Nothing is chosen.
selection-empty-form = Nothing is chosen. Go back and choose something first.

## What was done, at the head of the next page

done-made = The folder is there.
done-renamed = Renamed. Links to the old name lead here for a while.
done-moved = Moved. Links to the old place lead here for a while.
done-copied = Copied.
done-copying = The copy is being made. It appears in its folder when it is complete; you can leave this page.
done-copy-cancelled = The copy is cancelled.
done-described = The description is saved.
done-replaced = The new version is here. The one before stays among the versions.
done-version = The old version is the current one again. Nothing of the history is lost.
done-deleted = Moved to the trash.
done-restored = Restored.
done-purged = Deleted for good.
done-condemned = It will be deleted for good. Until then administrators can still restore it.
done-emptied = The trash is empty.
done-emptying = Everything in the trash will be deleted for good. Until then administrators can still restore it.
done-opening = You are signed in. The file opens or is saved by itself. If it is not, choose Download.
done-uploaded = Uploaded.
done-quota = The quota is saved.

## Search

search-kind-folder = Folders
search-kind-text = Text and code
search-kind-pdf = PDF
search-kind-office = Office and tables
search-kind-picture = Pictures
search-kind-sound = Sound
search-kind-film = Films
search-kind-other = Everything else
search-size-small = below 100 kB
search-size-medium = 100 kB to 1 MB
search-size-large = 1 MB to 10 MB
search-size-huge = above 10 MB
search-changed-today = Today
search-changed-week = Last 7 days
search-changed-month = Last 30 days
search-changed-year = Last 365 days
search-order-best = Best first
search-order-changed = Latest first
search-order-name = By name
search-order-size = Largest first
search-no-order = There is no such order. Choose one from the list.
search-no-time = There is no such time. Choose one from the list.
search-no-zone = There is no such time zone. Write it as in Europe/Berlin, or leave it out for UTC.
search-no-kind = There is no such kind of document. Choose one from the list.
search-no-size = That is not a size. Choose one from the list.
search-no-date = That is not a date. Write year-month-day, such as 2026-11-22.
search-no-folder = There is no such folder.
search-no-limit = The limit is a number from 1 to { $most }.
search-no-cursor = That is not where a page of hits ends. Start from the first one.
search-nothing = Nothing found.
search-hits = { $count ->
    [one] { $count } hit
   *[other] { $count } hits
  }
# $first and $last count the hits of this page.
search-hits-of = Hits { $first } to { $last } of { $count }.
search-hits-of-more = Hits { $first } to { $last } of more than { $count }.
scanning-no-action = The form does not say what to do, or with what.
quarantine-no-reason = Write down why it is released: the record keeps that.
quarantine-other-bytes = This document has other contents by now, or was released: it is not in quarantine any more, and was not deleted.
index-no-document = That is not a document's checksum.
index-no-place = an older version, or something in the trash

## A document on its page

thumbnail-no-size = Thumbnails have the size 96, 320 or 1600.
# In place of a preview.
preview-open-spreadsheet = Download it and open it with a spreadsheet program.
preview-open-presentation = Download it and open it with a presentation program.
preview-open-word = Download it and open it with a word processor.
preview-open-archive = Download it and unpack it to see what is inside.
preview-open-player = Browsers cannot play this format. Download it and open it with a media player.
preview-open-picture = Browsers cannot show this format. Download it and open it with a picture viewer.
preview-open-other = Download it and open it with the program that it was made with.
preview-open-book = Download it and open it with an e-book reader.
preview-open-mail = Download it and open it with a mail program.
preview-open-heic = Photos of this format (HEIC) cannot be shown here yet. Download it and open it with a picture viewer.
preview-open-raw = This is the raw picture of a camera. Download it and open it with a photo editor.
preview-open-drawing = Download it and open it with a drawing program.
preview-open-font = Download it and open it with a font viewer.
preview-open-program = It is a program. Run it only if you know who has made it.
preview-open-database = Download it and open it with a database program.
# Stands before one of the above.
preview-locked = It is locked with a password.
preview-damaged = It is damaged, or written in a way that is not known here.
preview-no-text = There is no text in it.
preview-too-much = It takes too much time or memory to show here.
# What a document is, in words.
format-pdf = PDF document
format-json = JSON data
format-word = Word document
format-excel = Excel workbook
format-powerpoint = PowerPoint presentation
format-odt = OpenDocument text
format-ods = OpenDocument spreadsheet
format-odp = OpenDocument presentation
format-zip = ZIP archive
format-jpeg = JPEG picture
format-svg = SVG drawing
format-csv = CSV table
format-tsv = Table with tabs
format-html = HTML page
format-markdown = Markdown text
format-plain = Plain text
# $format: mostly the ending of the name in capitals, such as MP3.
format-picture = { $format } picture
format-sound = { $format } sound
format-text = Text ({ $format })
format-video = { $format } video
format-file = { $format } file
format-unknown = File
preview-none = It cannot be shown here. Download it to see what is inside.
preview-busy = Too many documents are being opened right now. Reload this page in a moment.
preview-beginning = Only the first 512 KB are shown.
# One or more of these stand behind each other, and the last one closes.
preview-lines = Only the first { $number } lines are shown.
# $number is $count as it is written, $most the length of the longest line that is shown.
preview-long-lines = { $count ->
    [one] One line is cut after { $most } characters.
   *[other] { $number } lines are cut after { $most } characters.
  }
preview-rows = Only the first { $number } rows are shown.
preview-more-columns = { $count ->
   *[other] { $number } more columns are not shown.
  }
preview-long-cells = Long cells are cut after { $most } characters.
preview-download = The download has everything.
# The heading of a column that has none, for screen readers.
preview-column = Column { $number }
# Documents that are shown without their layout.
structure-parts = Parts
structure-slide = Slide { $number }
structure-slide-named = Slide { $number }: { $name }
structure-hidden-slide = Slide { $number } (hidden)
structure-hidden-slide-named = Slide { $number } (hidden): { $name }
structure-sheet = Sheet { $number }
structure-chapter = Chapter { $number }
structure-message = Message
structure-event = Event
# For screen readers.
structure-table = Table { $number }
structure-cells = Cells of { $name }
structure-empty-sheet = This sheet is empty.
structure-footnote = Footnote { $number }:
structure-comment = Comment:
structure-comment-of = Comment of { $name }:
structure-speaker = Notes:
structure-edge = Header or footer:
structure-drawing = Drawing or chart:
structure-picture = Picture
structure-picture-named = Picture:
structure-attachments = Attachments
structure-attachment-nameless = Attachment without a name
structure-from = From
structure-to = To
structure-copy = Copy to
structure-date = Date
structure-begins = Begins
structure-ends = Ends
structure-repeats = Repeats
structure-place = Place
structure-organizer = Organizer
structure-attendee = Attendee
structure-more = Not all of it is shown.
structure-more-rows = Only the first { $number } rows of a sheet are shown.
structure-more-columns = Only the first { $number } columns of a sheet are shown.
structure-hidden-sheets = { $count ->
    [one] One sheet is hidden in it, and not shown.
   *[other] { $count } sheets are hidden in it, and not shown.
  }
# What a coloured box in Markdown is called.
markdown-note = Note
markdown-tip = Tip
markdown-important = Important
markdown-warning = Warning
markdown-caution = Caution
# A box before a line of a list, as a screen reader says it.
markdown-box = Done

## Archives

archive-no-link = This link does not say what to put into the archive.
archive-empty = Nothing is chosen. Choose documents or folders first.
archive-too-many-chosen = That is too much for one archive: these are more than 1,000 things to choose one by one. Choose less, or take its folders one by one.
archive-too-many = That is too much for one archive: there are more than 100,000 folders and documents in it. Choose less, or take its folders one by one.
archive-too-deep = That is too much for one archive: folders in it lie too deep in one another. Choose less, or take its folders one by one.
# The name of an archive of several things, without its ending.
archive-selection = Selection

## Requests of programs

api-not-json = Send the body as JSON, with the header "Content-Type: application/json".
# $part: "body" or "query". $why: mostly English, of the reader of the format.
api-not-understood = The { $part } is not as it should be: { $why }.
# One of these $why.
api-no-object = it is no JSON object
api-other-cursor = This cursor is of a list in another order. Begin again without a cursor.
api-strange-cursor = This cursor is not one that this list has given out.
api-no-tag = The header "If-Match" holds no entity tag. Send the ETag as it came, with its quotes.
api-whole-document = Send the whole document: parts are not taken here.
api-limit = "limit" is a number from 1 to { $most }.

## Uploads

upload-disk-full = The server's disk is full. What has arrived is kept for a day: go on once there is room again.
upload-busy = Another request is sending this file at the moment.
upload-elsewhere = The bytes do not continue what has arrived. Ask how far the upload is, and go on from there.
upload-too-long = More bytes came than were announced.
upload-cut-off = The upload was cut off. What has arrived is kept: go on from there.
upload-unfinished = This file has not arrived completely yet.
upload-metadata = The description of the upload cannot be read.
# In place of the name of a folder.
upload-deleted-folder = (deleted folder)
upload-no-choice = Choose to replace, to keep both or to skip.
quota-no-size = That is not a size. Write a number and a unit, such as 500 MB or 2 GB.
upload-too-large = A document may be { $most } at most.
upload-no-room = The server's disk has no room for this. Please tell your administrator.
quota-full = The folder "{ $name }" may hold { $most } at most, and this does not fit in any more. Older versions, the trash and unfinished uploads count, too. Please ask an administrator.
person-quota-full = You may have { $most } here at most, and this does not fit in any more. All that you have added counts, with older versions, the trash and unfinished uploads. Please ask an administrator.
upload-name-taken = There is already something of that name in this folder. Replace it, keep both, or skip it.
upload-name-of-folder = A folder has that name, and a document cannot replace a folder.
upload-through-document = "{ $name }" is a document here, not a folder.
upload-not-whole = The document did not arrive whole. Nothing was changed; please send it again.
upload-too-many = You have { $most } unfinished uploads. Finish or discard some of them first.
upload-expired = This upload has expired. Please begin anew.
tus-no-bytes = The Content-Type of bytes is application/offset+octet-stream.
tus-other = This address speaks tus 1.0.0: send the header "Tus-Resumable: 1.0.0".
tus-damaged = The bytes are not what their checksum says. Send them again.
tus-no-choice = "ontaken" is one of refuse, replace, keep_both and skip.
tus-no-name = The upload has no file name.
tus-no-folder = The upload names no folder.
tus-too-deep = These folders lie too deep in each other.
tus-checksum = The checksum cannot be read; its algorithm is one of sha1 and sha256.
tus-not-understood = The site did not understand that upload.

## Groups of people

groups = Groups
groups-may-not-make = Only people who own a folder or document, and administrators, can make groups.
groups-may-not-change = Only the owners of this group, and administrators, can say who is in it.
groups-name-taken = This name cannot be used for a group. Choose a different one.
groups-no-name = Type a name for the group, with at most { $most } characters. It cannot be an e-mail address.
groups-too-many = A group can have at most { $most } members. Put a group into the group instead.
groups-owner-is-a-person = Only a person can own a group.
groups-not-there = There is no such group.
groups-circle = A group cannot be in itself, not even by way of other groups.
groups-too-deep = Groups can be in one another at most { $most } deep.
groups-directory-group = Directory group { $name }
groups-app-role = App role { $name }
groups-about = Put people into a group, and give all of them access to a folder at once.
groups-make = Make a group
groups-make-button = Make the group
groups-name = Name
groups-description = What it is for (optional)
groups-listed = Everybody who can share finds this group by its name
groups-count =
    { $count ->
        [one] One group
       *[other] { $count } groups
    }
groups-none = You are in no group, and own none.
groups-members = Members
groups-you = You
groups-in-it = are in it
groups-may-change = can change it
groups-you-are-in-it = You are in this group. What is shared with it is shared with you.
groups-add = Add somebody
groups-add-hint = An e-mail address, also of somebody who was never here, or the name of another group.
groups-member = Member
groups-add-button = Add
groups-list = Add many at once
groups-list-label = E-mail addresses, one on each line
groups-list-hint = Or paste a table: its first column counts.
groups-list-add = Add these people to the group
groups-list-replace = Make these people the only members
groups-list-button = Take this list
groups-from-directory = Add people from the company directory
groups-directory-kind = Kind
groups-directory-kind-group = Group in the directory (object ID)
groups-directory-kind-role = App role
groups-directory-value = Object ID or value
groups-directory-hint = Everybody of whom the directory says so is in this group, from their next sign-in on.
groups-download = Download the list
groups-members-count =
    { $count ->
        [one] One member
       *[other] { $count } members
    }
groups-no-members = Nobody is in this group yet.
groups-added = Added
groups-is-group = (group)
# The name inside {$open}…{$close} is heard, not seen.
groups-remove = Take out{$open} { $name }{$close}
groups-left-out =
    { $count ->
        [one] One more member is in the list that you can download.
       *[other] { $count } more members are in the list that you can download.
    }
groups-owners = Owners
groups-owners-about = Owners say who is in the group. They need not be in it themselves. Administrators can do it, too.
groups-remove-owner = Take out{$open} the owner { $name }{$close}
groups-new-owner = E-mail address of another owner
groups-add-owner = Make an owner
groups-itself = The group itself
groups-rename = Rename
groups-delete = Delete the group
groups-delete-about = Whoever has access by this group only loses it at once. The people and the documents stay.
groups-delete-button = Delete it for good
groups-members-changed =
    { $removed ->
        [0] { $added ->
                [0] Nothing had to be changed.
                [one] One member was added.
               *[other] { $added } members were added.
            }
        [one] { $added ->
                [0] One member was taken out.
               *[other] { $added } added, one taken out.
            }
       *[other] { $added ->
                [0] { $removed } members were taken out.
               *[other] { $added } added, { $removed } taken out.
            }
    }
groups-owner-changed = The owners were changed.
groups-described = Saved.
groups-nobody = No person and no group is called that. Type a whole e-mail address, or the exact name of a group.
groups-no-list = This list cannot be read. Write one e-mail address on each line.
groups-list-empty = The list is empty.
groups-list-wrong =
    { $count ->
        [one] Line { $lines } is no e-mail address and no group.
       *[other] { $count } lines are no e-mail address and no group, such as { $lines }.
    }
account-groups = Your groups
# {$open}…{$close} is the moment.
groups-read-at = What the company directory says of you was read {$open}{ $moment }{$close}.
groups-read-again = Read it again
groups-directory-away = The company directory does not answer at the moment. What was known of your groups still counts. Please try again later, or tell your administrator.
groups-incomplete = The company directory says that you are in more groups than a sign-in can tell us, and we could not ask for the rest. What is shared with those groups may be missing here. Please tell your administrator.

## Roles that come with the company directory

directory-title = Roles from the directory
directory-about = Everybody of whom the company directory says so has this role, without a line in the list of people. A higher role in that list takes precedence.
directory-saved = Saved. It counts with everybody's next click.
directory-add = Let a role come with a group or an app role
directory-no-value = Type the object ID of a group in the directory, or the value of an app role, and choose a role.
directory-count =
    { $count ->
        [0] No role comes from the directory
        [one] One role comes from the directory
       *[other] { $count } roles come from the directory
    }
directory-none = Nobody has a role by what the directory says of them.
directory-proposal = These are the usual app roles: { $roles }.
directory-propose = Add these four
directory-who = Whoever has
# The name inside {$open}…{$close} is heard, not seen.
directory-remove = Take away{$open} the role of { $name }{$close}

## Somebody who leaves

leaving-link = This person leaves: end everything they have here
leaving-title = End all access of { $name }
leaving-about = This signs them out everywhere, ends their download links, and takes their role, what was shared with them by name, and their places in groups. They cannot sign in any more. Documents that they added stay.
leaving-grants = Shared with them by name
leaving-groups = Groups they are in
leaving-owned-groups = Groups they own
leaving-owned =
    { $count ->
        [0] They own no folder or document by name
        [one] One folder or document that they own
       *[other] { $count } folders and documents that they own
    }
leaving-end = End it
leaving-others = Who else owns it
leaving-nobody-else = nobody by name
leaving-heir = Who takes over what they own (optional)
leaving-heir-hint = If somebody takes over what they own, also where you may not look yourself, type that person's e-mail address.
leaving-button = End all access
# {$open}…{$close} is the moment.
leaving-locked = { $name } has had no access since {$open}{ $moment }{$close}.
scim-title = People sent by the directory
scim-about = The company directory can tell this site by itself who works here and who is in which group (SCIM 2.0). Whoever it disables or deletes is signed out within a second, and nothing of theirs works any more.
scim-made = This is the new secret. It is shown only now: enter it in the directory before you leave this page.
scim-ended = The secret has ended.
scim-set-up = How it is set up
scim-step-address = In Microsoft Entra, open the enterprise application of this site, then Provisioning, and enter this as the tenant URL:
scim-step-secret = Make a secret below and enter it there as the secret token.
scim-step-map = In the attribute mappings for users, let {$open}externalId{$close} come from {$open}objectId{$close}. That is how this site knows people.
scim-state = What it has sent
scim-last = Last here
scim-never = never
scim-people =
    { $disabled ->
        [0] { $count }
       *[other] { $count }, of whom { $disabled } disabled
    }
scim-left-behind = Disabled, and still the owner of something
scim-left-behind-about = Nothing of this works for them any more. You can hand it over to somebody else.
scim-secrets = Secrets
scim-secrets-about = Two can be in use at a time: make a new one, enter it in the directory, then end the old one.
scim-replaces = There are two already. A new one ends the older one.
scim-make = Make a new secret
scim-made-at = Made
scim-used = Last used
scim-end = End{$open} the secret made { $moment }{$close}
scim-link = People sent by the directory (SCIM)

# What the company's directory reads (SCIM): for whoever sets it up there.
scim-not-json = The body has to be application/scim+json.
scim-not-understood = The request is not understood: { $why }
scim-external-id = externalId has to be what the person signs in with: at Microsoft Entra their object id. Map objectId to externalId in the attribute mappings.
scim-user-name = userName is missing or too long.
scim-active = active has to be true or false.
scim-too-long = This holds more than can be kept of one person or group.
scim-person-taken = Somebody with this userName or this externalId is there already.
scim-group-name = displayName is missing or too long.
scim-group-taken = This group is there already.
scim-member-unknown = A member is nobody whom the directory has sent before.
scim-no-target = Nothing is there to change: { $path }
leaving-disabled = The company's directory has ended { $name }'s access: {$open}{ $moment }{$close}. What they have here counts for nothing now, but nobody else owns it yet. It comes back if the directory enables them again, unless you end it below.
leaving-by-directory = The company's directory has disabled this person. Enable them there first: it has the last word.
leaving-let-in-about = They get nothing back by this: they can sign in, and start with nothing.
leaving-let-in = Let them sign in again
leaving-yourself = You cannot end your own access. Another administrator can.
leaving-heir-is-them = Who leaves cannot take over from themselves. Choose somebody else.
leaving-refused = Your access to this site has ended. If you think that this is a mistake, please ask your administrator.

## Asking for access

ask-link = Ask for access
ask-title = Ask for access
ask-about = Your question goes to the people who own what is at this address, if there is anything. They see your name and what you write.
ask-level = I would like to
ask-words = Why (optional)
ask-button = Send the question
ask-guest = Nobody knows who you are here, so nobody can give you access.
ask-too-many = You have { $most } questions that nobody has answered yet. Please wait for some of the answers.
ask-done = Your question is sent. You find the answer here.
questions-mine = What I asked for
questions-none = You have not asked for access to anything.
questions-for = Address
questions-asked = Asked
questions-answer = Answer
questions-open = not answered yet
questions-given = You have access, since
questions-refused = No,
# The access review: owners say who shall still have access.
review-title = Review who has access
review-about =
    { $days ->
        [one] Once a day you are asked whether people shall still have access to what you own.
       *[other] Every { $days } days you are asked whether people shall still have access to what you own.
    }
review-told =
    { $days ->
        [one] What you do not answer within a day is written into the audit log.
       *[other] What you do not answer within { $days } days is written into the audit log.
    }
review-ends =
    { $days ->
        [one] Access that you do not confirm within a day ends.
       *[other] Access that you do not confirm within { $days } days ends.
    }
review-none = Nothing waits for you: every access to what you own was given or confirmed lately.
review-keep = Keep
review-remove = Take away
review-more = There is more. It comes when you have saved this.
review-save = Save
review-confirmed = last confirmed {$open}{ $day }{$close}
review-until = until {$open}{ $day }{$close}
review-done = Saved. Kept: { $kept }. Taken away: { $taken }.
review-waits =
    { $count ->
        [one] One permission waits for you: {$open}review who has access{$close}.
       *[other] { $count } permissions wait for you: {$open}review who has access{$close}.
    }

answers-title = Questions to you
answers-none = Nobody is waiting for an answer of yours.
answers-refused = They were told that they do not get it.
answers-who =
    { $level ->
        [view] { $name } would like to view /{ $path }
       *[edit] { $name } would like to change /{ $path }
    }
answers-words = Answer in words (optional)
# The name inside {$open}…{$close} is heard, not seen.
answers-give = Give access{$open} to { $name }{$close}
answers-refuse = Do not give it{$open} to { $name }{$close}
