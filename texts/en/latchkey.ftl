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
    [none] You are { $email }, {$open}without a role{$close}.
   *[other] You are { $email }, role {$open}{ $role }{$close}.
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
people-email = E-mail
people-role = Role
people-belongs-to = Belongs to
people-changed = Changed
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

## Search index

index-about = New documents are read in the background, so that the search finds the words in them. Equal contents are read once. Names and folders are found at once, whatever stands here.
index-waiting-again = They wait to be read again. Reload this page to see how far it is.
# Four numbers of documents.
index-read = Read
index-waiting = Waiting
index-failed = Not readable
index-without-text = Without text
index-troubles = What could not be read
index-no-troubles = Nothing: every document with text in it was read, or is still waiting.
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
error-another-role = If you need this for your work, ask your administrator for another role. A change bites at once, or within five minutes at the latest.
error-see-account = See your account
error-not-found-typing = The address may have a typing error, or end too early: copy the whole link again.
error-not-found-moved = The document may have been moved, renamed or deleted.
error-not-found-hidden = It may be one that you are not meant to see. Then it looks just like this.
error-unavailable-wait = Nothing of yours is lost. If it stays like this for more than a few minutes, tell your administrator the number below.
error-slow-connection = A slow or broken connection is the usual reason.
error-conflict-look = Open the page again to see how things stand now, then decide whether your change is still needed.
error-open-again = Open it again
error-misdirected = Look at the address in the address bar: use the one that your administrator gave you.
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
# {$open}…{$close} is a name.
trash-purge-sure = Yes, delete {$open}{ $name }{$close} for good
trash-earlier = Earlier deletions
trash-empty-it = Empty the trash
trash-empty-warning = Everything in it is deleted for good, whoever put it there.
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
picker-name-taken = There is something of that name already
picker-keep-both = Keep both: the moved one gets a number
picker-replace = Replace it as its new version; the moved one goes to the trash
picker-stay-here = Stay here
picker-here-already = It lies in {$open}{ $folder }{$close} already. Choose another folder above.

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

## Downloading a folder

zip-title = Download as zip
zip-of = Of
zip-size = Size
zip-uncompressed = { $size }, nothing is compressed
zip-documents = Documents
zip-folders = Folders
zip-too-large = That is too much for one archive: it takes 100,000 folders and documents at most. Download the folders in it one by one.

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
unfinished-none = Nothing is left over.
unfinished-none-why = Every file that you sent has become a document.
unfinished-about = These files were sent and are no documents yet. They are kept for a day.
# {$open}…{$close} is a name; a moment follows.
unfinished-facts = { $size }, for {$open}{ $folder }{$close}, kept until
unfinished-waiting = It has arrived completely. There is already something of that name in the folder, or it could not be put there.
unfinished-partly = { $percent } % has arrived. To go on, open the folder and choose the same file again.
# In the next four, {$open}…{$close} is said by screen readers only.
unfinished-replace = Replace as new version{$open} of { $name }{$close}
unfinished-keep-both = Keep both{$open} for { $name }{$close}
unfinished-skip = Skip{$open} { $name }{$close}
unfinished-discard = Discard{$open} { $name }{$close}

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
quota-hint = A number and a unit, such as 500 MB or 50 GB. Empty: no limit. Old versions and the trash do not count.

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
preview-none = There is no preview of this document.
facts = Facts
facts-type = Type
facts-size = Size
facts-version = Version
facts-version-of = { $version } of { $latest }
facts-made = Made
facts-changed = Last changed
# {$open}…{$close} is a moment.
facts-by = {$open}{ $moment }{$close} by { $name }
facts-permanent-link = Permanent link
facts-permanent-link-hint = It stays the same when the document is renamed or moved.
versions = Versions
versions-version = Version
versions-added = Added
versions-by = By
versions-size = Size
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

### What the program answers
