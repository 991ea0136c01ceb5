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

### The scripts of the pages

### What the program answers
