using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class ContractFaultTests
{
    private const string Key = "kind: bearer, prefix: least";
    private const string Jwt = "kind: jwt, issuer: 'https://login.example/', audience: orders, keys: 'https://login.example/keys', claims: { account: tenant }";

    /// <summary>A piece of the minimal contract, what it becomes, the line of the fault, and words of its problem and fix.</summary>
    public static TheoryData<string, string, int, string, string> Mistakes { get; } = new()
    {
        { "api: minimal\n", "", 2, "The contract has no `api`", "Add `api:`" },
        { "api: minimal", "api: Minimal", 2, "`api` of the contract is 'Minimal'", "lower case letters" },
        { "api: minimal", "api: [a]", 2, "`api` of the contract is a list", "Write a text" },
        { "title: The least API", "title: \"The\\nleast\"", 3, "holds a line break", "on one line" },
        { "title: The least API", "titel: The least API", 3, "unknown member 'titel'", "Did you mean 'title'?" },
        { "basePath: /minimal", "basePath: /minimal\nwindow: 1 h", 5, "unknown member 'window'", "known here are" },
        { "basePath: /minimal", "basePath: /minimal\nwindow: 1 h", 5, "unknown member 'window'", "`window` is a member of `limits[]`." },
        { "basePath: /minimal", "basePath: /minimal\ncors: { Prefix: a }", 5, "unknown member 'Prefix'", "`prefix` is a member of `credentials[]` and `requestId`." },
        { "basePath: /minimal", "basePath: /minimal\nsizes: { order: [key] }", 5, "unknown member 'order'", "`order` is a member of the contract itself." },
        { "title: The least API", "title: ''", 3, "is empty", "Write its text" },
        { "title: The least API", "title: x\ntitle: y", 4, "'title' is here for the second time; the first is on line 3", "Keep one" },
        { "basePath: /minimal", "basePath: /minimal/", 4, "`basePath` of the contract is '/minimal/'", "without a slash at its end" },
        { "basePath: /minimal", "basePath: /a/../b", 4, "`basePath`", "a path such as" },
        { "basePath: /minimal", "basePath: minimal", 4, "`basePath`", "a path such as" },
        { "basePath: /minimal", "basePath: /minimal\ncontentType: text/html", 5, "`contentType` of the contract holds 'text/html'", "application/json" },
        { "basePath: /minimal", "basePath: /minimal\nsizes: { body: 9 GiB }", 5, "`body` of `sizes` is '9 GiB'", "1 MiB" },
        { "basePath: /minimal", "basePath: /minimal\nsizes: { uri: 1 KiB, headers: 1 B }", 5, "`headers` of `sizes` is '1 B'", "1024 to" },
        { "basePath: /minimal", "basePath: /minimal\nrequestId: { digits: 8 }", 5, "`digits` of `requestId` is '8'", "12 to 32" },
        { "basePath: /minimal", "basePath: /minimal\nrequestId: { header: 'X Id' }", 5, "`header` of `requestId` is 'X Id'", "name of a header" },
        { "basePath: /minimal", "basePath: /minimal\nrequestId: { header: retry-after }", 5, "cannot travel in retry-after", "X-Request-Id" },
        { "basePath: /minimal", "basePath: /minimal\nunknownMembers: refused", 5, "`unknownMembers` of the contract is 'refused'", "Did you mean 'refuse'?" },
        { "basePath: /minimal", "basePath: /minimal\nplans: { allow: [a], subscriptions: [b] }", 8, "There are `plans`, and `order` has no stage `plan`", "Add `plan`" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { header: Cookies, headers: [Set-Cookie] }", 5, "has Set-Cookie, which belongs to one response", "Remove it" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { header: Set-Cookie }", 5, "cannot travel in Set-Cookie", "Idempotency-Key" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { headers: [location] }", 5, "has location, which is always kept", "Remove it" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keep: 32 days }", 5, "`keep` of `idempotency` is '32 days'", "1 second to 31 days" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { per: accounts }", 5, "`per` of `idempotency` is 'accounts'", "Did you mean 'account'?" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keys: { length: 64..16 } }", 5, "`length` of `keys` of `idempotency` is '64..16'", "the shorter first" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keys: { length: 0 } }", 5, "`length` of `keys` of `idempotency` is '0'", "from 1 to 255" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keys: { form: uuid, length: 36 } }", 5, "A UUID has 36 characters", "Remove `length`" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keys: { form: guid } }", 5, "`form` of `keys` of `idempotency` is 'guid'", "uuid" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { body: 2 MiB }", 5, "`body` of `idempotency` is '2 MiB'", "1 to 1048576 bytes" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { perAccount: 99 }", 5, "`perAccount` of `idempotency` is '99'", "100 to 100000" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { require: true }", 5, "`idempotency` has an unknown member 'require'", "Did you mean 'required'?" },
        { "basePath: /minimal", "basePath: /minimal\nidempotency: { keep: 1 hour }", 8, "There is `idempotency`, and `order` has no stage `idempotency`", "before `body`" },
        { "limit, route", "idempotency, limit, route", 7, "The stage `idempotency` needs `method` before it", "Change their order" },
        { "basePath: /minimal", "basePath: /minimal\naccounts: { plan: [a] }", 5, "`accounts` has an unknown member 'plan'", "Did you mean 'plans'?" },
        { "basePath: /minimal", "basePath: /minimal\nplans: { allow: [pro], subscriptions: [b] }\naccounts: { plans: [prp] }", 6, "`plans` of `accounts` lacks 'pro'", "Did you mean 'prp'?" },
        { "basePath: /minimal", "basePath: /minimal\nwaives: [{ assertion: 54, because: x }]", 5, "`assertion` of waiver 1 is '54'", "1 to 53" },
        { "basePath: /minimal", "basePath: /minimal\nwaives: [{ assertion: 5 }]", 5, "Waiver 1 has no `because`", "the reason" },
        { "basePath: /minimal", "basePath: /minimal\nwaives:\n- { assertion: 5, because: x }\n- { assertion: 5, because: y }", 7, "Assertion 5 is waived twice", "Keep one" },
        { "basePath: /minimal", "basePath: /minimal\nscopes:\n- { name: a, allows: x, implies: [b] }", 6, "implies 'b', which does not exist", "Add it" },
        { "basePath: /minimal", "basePath: /minimal\nscopes:\n- { name: a, allows: x }\n- { name: a, allows: x }", 7, "The scope 'a' is here for the second time", "Keep one" },
        { "basePath: /minimal", "basePath: /minimal\nscopes:\n- { name: a, allows: x, implies: [b] }\n- { name: b, allows: x, implies: [a] }", 6, "The scope 'a' implies itself", "only" },
        { "basePath: /minimal", "basePath: /minimal\nscopes: [{ name: 'a b', allows: x }]", 5, "`name` of scope 1 is 'a b'", "without spaces" },
        { "basePath: /minimal", "basePath: /minimal\nfieldErrors: { form: lists }", 5, "`form` of `fieldErrors` is 'lists'", "Did you mean 'list'?" },
        { "basePath: /minimal", "basePath: /minimal\nfieldErrors: { texts: { missing: '{filed}' } }", 5, "unknown placeholder 'filed'", "Did you mean 'field'?" },
        { "basePath: /minimal", "basePath: /minimal\nfieldErrors: { texts: { missing: 'a { b' } }", 5, "a brace that belongs to no placeholder", "placeholders only" },
        { "basePath: /minimal", "basePath: /minimal\nfieldErrors: { texts: { mising: a } }", 5, "unknown member 'mising'", "Did you mean 'missing'?" },
        { "limits:\n  - { name: general, per: key, allow: 60, window: 1 minute }\n", "", 5, "There are `credentials` and no `limits`", "`unlimited: because" },
        { "limits:\n", "unlimited: The page has none.\nlimits:\n", 9, "There are `limits`, and `unlimited` says that there are none", "Remove one" },
        { "limits:\n  - { name: general, per: key, allow: 60, window: 1 minute }\n", "unlimited: ''\n", 9, "`unlimited`", "Write its text" },
        { "kind: bearer", "kind: baerer", 6, "`kind` of credential 1 is 'baerer'", "Did you mean 'bearer'?" },
        { "kind: bearer", "kind: header", 6, "Credential 1 has no `header`", "Add `header:`" },
        { "prefix: least", "prefix: 1st", 6, "`prefix` of credential 1 is '1st'", "beginning with a letter" },
        { "prefix: least", "prefix: least, challenge: Bearer", 6, "`challenge` of credential 1 is 'Bearer'", "with its realm" },
        { "prefix: least", "prefix: least, challenge: 'Bearer realm=\"é\"'", 6, "`challenge` of credential 1", "printable ASCII" },
        { "prefix: least", "prefix: least, challenge: 'Bearer realm=\"a\\\"b\"'", 6, "`challenge` of credential 1", "without quotes or backslashes" },
        { "prefix: least", "prefix: least, challenge: 'Basic realm=\"a\"'", 6, "has the scheme Basic", "Bearer" },
        { "prefix: least", "prefix: least, challenge: 'Bearer realm=\"a\", Realm=\"b\"'", 6, "says realm twice", "once" },
        { "prefix: least", "prefix: least, challenge: 'Bearer realm=\"a\", error=\"b\"'", 6, "says error", "Take it away" },
        { "prefix: least }", "prefix: least }\n  - { kind: bearer, prefix: other }", 7, "Two credentials are read from the header Authorization", "its own" },
        { "prefix: least }", "prefix: least }\n  - { kind: session-bearer, lifetime: 1 day }", 7, "Two credentials are read from the header Authorization", "its own" },
        { "prefix: least }", "prefix: least }\n  - { kind: session-bearer, prefix: least, lifetime: 1 day }", 7, "Two credentials are read from the header Authorization", "its own" },
        { "prefix: least }", $"prefix: least }}\n  - {{ {Jwt} }}\n  - {{ {Jwt} }}", 8, "Two credentials are read from the header Authorization", "its own" },
        { Key, "kind: jwt", 6, "Credential 1 has no `issuer`", "exact text of the claim" },
        { Key, "kind: jwt", 6, "Credential 1 has no `audience`", "identifier of this API" },
        { Key, "kind: jwt", 6, "Credential 1 has no `keys`", "https address" },
        { Key, "kind: jwt", 6, "Credential 1 has no `claims`", "the account's id" },
        { Key, Jwt + ", prefix: least", 6, "Credential 1 has an unknown member 'prefix'", "issuer" },
        { Key, Jwt + ", algorithms: [none]", 6, "`algorithms` of credential 1 holds 'none'", "`none` signs nothing" },
        { Key, Jwt + ", algorithms: [RS256, HS256]", 6, "`algorithms` of credential 1 holds 'HS256'", "whoever verifies could sign" },
        { Key, Jwt + ", algorithms: []", 6, "`algorithms` of credential 1 is empty", "RS256" },
        { Key, Jwt + ", algorithms: [RS256, RS256]", 6, "holds 'RS256' twice", "Keep one" },
        { Key, Jwt + ", type: JWT", 6, "`type` of credential 1 is 'JWT'", "at+jwt or jwt" },
        { Key, Jwt + ", profile: rfc8725", 6, "`profile` of credential 1 is 'rfc8725'", "rfc9068" },
        { Key, Jwt + ", profile: rfc9068, type: jwt", 6, "Credential 1 has a `profile`, whose tokens are of the type at+jwt", "Remove `type: jwt`" },
        { Key, Jwt + ", clockSkew: 6 minutes", 6, "`clockSkew` of credential 1 is '6 minutes'", "1 second to 5 minutes" },
        { Key, Jwt + ", lifetime: 32 days", 6, "`lifetime` of credential 1 is '32 days'", "1 second to 31 days" },
        { Key, Jwt.Replace("https://login.example/keys", "http://login.example/keys", StringComparison.Ordinal), 6, "which anybody on the way could answer", "Write https" },
        { Key, Jwt.Replace("https://login.example/keys", "ftp://login.example/keys", StringComparison.Ordinal), 6, "which is no http or https address", "https address" },
        { Key, Jwt.Replace("https://login.example/keys", "https://a:b@login.example/keys", StringComparison.Ordinal), 6, "which has a user or a fragment", "public" },
        { Key, Jwt.Replace("audience: orders", "audience: []", StringComparison.Ordinal), 6, "`audience` of credential 1 is empty", "exact text" },
        { Key, Jwt.Replace("audience: orders", "audience: 'a b'", StringComparison.Ordinal), 6, "`audience` of credential 1 holds 'a b'", "without spaces" },
        {
            Key,
            Jwt.Replace(
                "account: tenant",
                "account: tenant, others: ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier']",
                StringComparison.Ordinal),
            6,
            "`others` of `claims` of credential 1 holds http://schemas.xmlsoap.org",
            "Take it away"
        },
        { Key, Jwt.Replace("account: tenant", "acount: tenant", StringComparison.Ordinal), 6, "`claims` of credential 1 has an unknown member 'acount'", "Did you mean 'account'?" },
        { Key, Jwt.Replace("account: tenant", "account: iss", StringComparison.Ordinal), 6, "is iss, which means something else", "another claim" },
        { Key, Jwt.Replace("account: tenant", "account: tenant, others: [scope]", StringComparison.Ordinal), 6, "holds scope, which Lintel gives", "Take it away" },
        { "kind: bearer, prefix: least", "kind: session-cookie, lifetime: 1 day", 6, "has no `cookie`", "Add `cookie:`" },
        { "kind: bearer, prefix: least", "kind: session-cookie, cookie: s", 6, "has no `lifetime`", "1 minute" },
        { "kind: bearer, prefix: least", "kind: session-cookie, cookie: s, lifetime: 32 days", 6, "`lifetime` of credential 1 is '32 days'", "1 second to 31 days" },
        { "kind: bearer, prefix: least", "kind: application, prefixes: { clientId: a, clientSecret: b, apiKey: c }", 6, "has no `headers`", "clientId, clientSecret and apiKey" },
        { "kind: bearer, prefix: least", "kind: application, headers: { clientId: X-A, clientSecret: X-A, apiKey: X-B }, prefixes: { clientId: a, clientSecret: b, apiKey: c }", 6, "from the header X-A", "its own" },
        { "prefix: least", "prefix: least, form: { publicIdLength: 4, secretLength: 48 }", 6, "`publicIdLength` of the form of credential 1 is '4'", "8 to 20" },
        { "prefix: least", "prefix: least, form: { publicIdLength: 16, secretLength: 8 }", 6, "`secretLength` of the form of credential 1 is '8'", "27 to 64" },
        { "prefix: least", "prefix: least, hash: sha256, form: { publicIdLength: 16, secretLength: 48 }", 6, "is kept as hmac", "Take `hash: sha256` away" },
        { "prefix: least", "prefix: least_", 6, "`prefix` of credential 1 is 'least_'", "single underscores" },
        { "credentials:\n  - { kind: bearer, prefix: least }\n", "", 5, "`order` has the stage `credential`, and there are no `credentials`", "Add `credentials:`" },
        { "credentials:\n  - { kind: bearer, prefix: least }\n", "", 11, "Definition 'unauthorized' is a 401, which must carry a challenge", "Add `credentials`" },
        { "order: [credential", "order: [creditial", 7, "`order` holds 'creditial', which is no stage", "Did you mean 'credential'?" },
        { "order: [credential, key,", "order: [credential, key, key,", 7, "The stage key is in `order` twice", "Keep one" },
        { "order: [credential, key,", "order: [key, credential,", 7, "The stage `key` needs `credential` before it", "Change their order" },
        { "order: [credential, key,", "order: [credential,", 7, "the stage `credential` and no stage `key`", "Add `key`" },
        { "order: [credential, key, limit", "order: [limit, credential, key", 9, "The limit 'general' counts per key, which is not known before the stage `key`", "Put `key` before `limit`" },
        { "limit, route", "route", 7, "There are `limits`, and `order` has no stage `limit`", "Add `limit`" },
        { "route, method, scope", "route, method, idempotency, scope", 7, "The stage `scope` stands after `idempotency`", "Put `idempotency` after `scope`" },
        { "route, method, scope", "method, route, scope", 7, "The stage `method` needs `route` before it", "Change their order" },
        { "route, method, scope", "scope, route, method", 7, "The stage `scope` needs `method` before it", "Change their order" },
        { "route, method, scope", "scope", 7, "`order` has no stage `route`", "Add it" },
        { "key, limit", "key, plan, limit", 7, "`order` has the stage `plan`, and there are no `plans`", "Add `plans:`" },
        { "envelope: { code: $code, message: $message }\n", "", 2, "The contract has no `envelope`", "Add `envelope:`" },
        { "code: $code", "code: $cod", 8, "unknown variable '$cod'", "Did you mean '$code'?" },
        { "code: $code", "code: $code?", 8, "$code always has something to say", "Write $code" },
        { "code: $code", "code: fixed", 8, "does not say $code", "Add a member" },
        { "code: $code", "code: $code, a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } }", 8, "nests deeper than 8 levels", "Nest less" },
        { "allow: 60", "allow: 0", 10, "`allow` of limit 1 is '0'", "1 to 10000000" },
        { "allow: 60", "allow: 99999999999999999999999999", 10, "`allow` of limit 1 is '9999", "1 to 10000000" },
        { "allow: 60", "allow: '60'", 10, "`allow` of limit 1 is '60'", "a whole number" },
        { "window: 1 minute", "window: 32 days", 10, "`window` of limit 1 is '32 days'", "1 second to 31 days" },
        { "window: 1 minute", "window: 0 seconds", 10, "`window` of limit 1 is '0 seconds'", "1 second to 31 days" },
        { "window: 1 minute", "window: a minute", 10, "`window` of limit 1 is 'a minute'", "a number and a unit" },
        { "per: key", "per: value", 10, "A limit per value applies to operations that name it", "Add `named: true`" },
        { "window: 1 minute }", "window: 1 minute }\n  - { name: general, per: key, allow: 1, window: 1 day }", 11, "The limit 'general' is here for the second time", "of its own" },
        { "window: 1 minute }", "window: 1 minute, durable: yes }", 10, "`durable` of limit 1 is 'yes'", "true or false" },
        { "window: 1 minute }", "window: 1 minute, guards: door }", 10, "`guards` of limit 1 is 'door'", "secret" },
        { "window: 1 minute }", "window: 1 minute, whenLost: open }", 10, "`whenLost` of limit 1 is 'open'", "share" },
        { "window: 1 minute }", "window: 1 minute, guards: secret, durable: false }", 10, "A limit that guards a secret is written before each answer", "Leave `durable` out" },
        { "window: 1 minute }", "window: 1 minute, guards: secret, whenLost: admit }", 10, "admits nobody while they cannot be written", "Leave `whenLost` out" },
        { "status: 401", "status: 200", 13, "Definition 'unauthorized' has no `because`", "answers errors with 200; others have 400 to 599" },
        { "status: 401", "status: 204", 13, "`status` of definition 'unauthorized' is '204'", "400 to 599" },
        { "status: 401", "status: 600", 13, "`status` of definition 'unauthorized' is '600'", "400 to 599" },
        { "status: 401", "status: 499", 13, "Status 499 of definition 'unauthorized' is not registered", "Add `title:`" },
        { "    status: 401\n", "", 13, "Definition 'unauthorized' has no `status`", "Add `status:`" },
        { "when: credential.invalid", "when: credential.invald", 14, "has 'credential.invald', which is no condition", "Did you mean 'credential.invalid'?" },
        { "when: permission.denied", "when: [permission.denied, credential.invalid]", 20, "The condition credential.invalid of definition 'forbidden' is answered by definition 'unauthorized' already", "one definition" },
        { "when: permission.denied", "when: [permission.denied, permission.denied]", 20, "answered twice by the same definition", "once" },
        { "when: permission.denied", "when: address.forbidden", 11, "No definition answers account.disabled, scope.missing or operation.missing, which can arise", "Add `when: permission.denied` to a definition" },
        { "    when: server.error\n", "", 11, "No definition answers server.error, which can arise", "Add `when: server.error` to a definition" },
        { "    when: rate.exceeded\n", "", 11, "No definition answers rate.exceeded", "Add `when: rate.exceeded`" },
        { "    message: A key is needed.\n", "", 13, "Definition 'unauthorized' has no `message`", "the public message" },
        { "    meaning: There is no good key.\n", "", 13, "Definition 'unauthorized' has no `meaning`", "what the code means" },
        { "    fix: Send a good key.\n", "", 13, "Definition 'unauthorized' has no `fix`", "what the caller does about it" },
        { "message: A key is needed.", "message: '{kye}'", 15, "unknown placeholder 'kye'", "name arguments in `arguments`" },
        { "\"{method} is not supported.\"", "\"{methd} is not supported.\"", 33, "unknown placeholder 'methd'", "Did you mean 'method'?" },
        { "\"{method} is not supported.\"", "\"{method is not supported.\"", 33, "a brace without its partner", "{{ and }}" },
        { "\"{method} is not supported.\"", "\"method} is not supported.\"", 33, "a brace without its partner", "{{ and }}" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { credential.missing: '{problem}' }", 18, "unknown placeholder 'problem'", "arguments" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { not_found: a }", 18, "has a message for not_found, which definition 'not_found' answers", "Move the message" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { nowhere: a }", 18, "has 'nowhere', which is neither a condition nor a language", "name of a condition" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { de: { credential.invalid: a } }", 18, "has no `message`", "the message in this language" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { de: { message: a, nowhere: b } }", 18, "has 'nowhere', which is neither a condition nor `message`", "name of a condition" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { de: 'a {b}' }", 18, "unknown placeholder", "`arguments`" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { de: { message: a, not_found: b } }", 18, "has a message for not_found", "Move the message" },
        { "fix: Send a good key.", "fix: Send a good key.\n    messages: { en: a }", 18, "has the language 'en'", "`language:`" },
        { "fix: Send a good key.", "fix: Send a good key.\n    details: { a: string }", 18, "the envelope has no $details", "Add $details?" },
        { "fix: Send a good key.", "fix: Send a good key.\n    details: { a: text }", 18, "The detail 'a' of definition 'unauthorized' has the type 'text'", "Write string, integer" },
        { "fix: Send a good key.", "fix: Send a good key.\n    details: { a: [integer] }", 18, "has the type a list", "[string]" },
        { "fix: Send a good key.", "fix: Send a good key.\n    details: { a: string }", 18, "The detail 'a' of definition 'unauthorized' is an argument of none of its conditions", "Name it in `arguments`" },
        { "fix: Send a good key.", "fix: Send a good key.\n    details: all", 18, "`details` of definition 'unauthorized' is 'all'", "fieldErrors" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retired: true", 14, "Definition 'unauthorized' is retired, never sent, and has conditions", "take `when` away" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retryAfter: 0", 18, "`retryAfter` of definition 'unauthorized' is '0'", "a whole number from 1" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retry: always", 18, "`retry` of definition 'unauthorized' is 'always'", "Write never" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retry: { after: 10..5 }", 18, "`after` of `retry` of definition 'unauthorized' is '10..5'", "the shorter first" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retry: { after: soon }", 18, "is not understood", "Write never" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retry: { backoff: [] }", 18, "`backoff` of `retry` of definition 'unauthorized' is empty", "at least one" },
        { "fix: Send a good key.", "fix: Send a good key.\n    retry: { backoff: [1, two] }", 18, "A wait of `retry` of definition 'unauthorized' is 'two'", "whole seconds" },
        { "fix: Send a good key.", "fix: Send a good key.\n    source: vendor", 18, "`source` of definition 'unauthorized' is 'vendor'", "page or extension" },
        { "retry: { after: header }", "retry: never", 48, "Definition 'too_many' is a 429 and does not tell", "{ after: header }" },
        { "    retry: { after: header }\n", "", 43, "Definition 'too_many' is a 429 and does not tell", "{ after: header }" },
        { "retry: { after: header }", "retry: { after: header, jitter: 2 }", 48, "`jitter` of `retry` of definition 'too_many' is '2'", "0 to 1" },
        { "  failed:", "  not_found:", 49, "'not_found' is here for the second time", "Keep one" },
        { "  failed:", "  'fail ed':", 49, "A definition has the code 'fail ed'", "Use letters" },
        { "  failed:", "  failed: 5\n  failed2:", 49, "Definition 'failed' is '5'", "Write a mapping" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_line_and_what_to_do(string piece, string replacement, int line, string problem, string fix)
    {
        var broken = ContractSamples.Broken(piece, replacement);

        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(broken));

        AssertColumns(broken, exception);
        Assert.Contains(
            exception.Faults,
            fault => fault.Line == line && fault.Problem.Contains(problem, StringComparison.Ordinal) && fault.Fix.Contains(fix, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_file()
    {
        var broken = ContractSamples.Broken("api: minimal", "api: Minimal");
        broken = ContractSamples.Replace(broken, "    fix: Send a good key.\n", string.Empty);
        broken = ContractSamples.Replace(broken, "status: 500", "status: 700");

        var exception = Assert.Throws<ContractException>(() => ContractReader.Read(broken, "apis/some.yaml"));

        Assert.Equal([2, 13, 49], exception.Faults.Select(fault => fault.Line));
        Assert.StartsWith("apis/some.yaml(2,6): `api` of the contract is 'Minimal'. Write lower case letters", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A definition that cannot be read answers its conditions all the same: the one mistake is the one fault.</summary>
    [Theory]
    [InlineData("007", "'007' without quotes, which is a number", "Put it in quotes: '007'. A code that is a number is written 7.")]
    [InlineData("1.5", "'1.5' without quotes, which is a number", "Put it in quotes: '1.5'.")]
    [InlineData("true", "'true' without quotes, which is a truth value", "Put it in quotes: 'true'.")]
    [InlineData("'not found'", "the code 'not found'", "Use letters, digits")]
    [InlineData("naïve", "the code 'naïve'", "Use letters, digits")]
    public void A_code_that_cannot_be_read_is_the_only_fault(string code, string problem, string fix)
    {
        var fault = FaultOf("  not_found:\n", $"  {code}:\n");

        Assert.Equal(24, fault.Line);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.StartsWith(fix, fault.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_envelope_is_the_only_one_also_without_a_code() => Assert.Contains(
        "unknown variable '$mesage'",
        FaultOf("envelope: { code: $code, message: $message }", "code: none\nbecause: x\nenvelope: { message: $mesage }").Problem,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("    when: not_found\n", "    when: not_fuond\n", "'not_fuond', which is no condition")]
    [InlineData("    when: server.error\n", "    when: sever.error\n", "'sever.error', which is no condition")]
    [InlineData("    when: server.error\n", "    when: { is: server.error }\n", "`when` of definition 'failed' is a mapping")]
    public void A_condition_that_cannot_be_read_is_the_only_fault(string piece, string replacement, string problem) =>
        Assert.Contains(problem, FaultOf(piece, replacement).Problem, StringComparison.Ordinal);

    private static ContractFault FaultOf(string piece, string replacement) =>
        Assert.Single(Assert.Throws<ContractException>(() => ContractSamples.Read(ContractSamples.Broken(piece, replacement))).Faults);

    [Fact]
    public void A_half_character_in_a_text_is_refused() =>
        Assert.Equal(3, Assert.Throws<ContractException>(() => ContractSamples.Read(ContractSamples.Broken("The least API", "\"a\\uD800b\""))).Faults[0].Line);

    [Theory]
    [InlineData("title: The least API", "title: ''", 3, 8, "is empty")]
    [InlineData("title: The least API", "titel: The least API", 3, 1, "unknown member 'titel'")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nsizes: { uri: 1 KiB, headers: 1 B }", 5, 22, "`headers` of `sizes`")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nwaives:\n- { assertion: 5, because: x }\n- { assertion: 5, because: y }", 7, 3, "waived twice")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nplans: { allow: [pro], subscriptions: [b] }\naccounts: { plans: [prp] }", 6, 13, "lacks 'pro'")]
    [InlineData("order: [credential, key,", "order: [credential, key, key,", 7, 26, "in `order` twice")]
    [InlineData("    message: A key is needed.\n", "", 13, 5, "has no `message`")]
    [InlineData("message: A key is needed.", "message: '{kye}'", 15, 5, "unknown placeholder 'kye'")]
    [InlineData("  failed:", "  not_found:", 49, 3, "for the second time")]
    [InlineData("api: minimal", "api: minimal\nx: {a: \u0001}", 3, 8, "control character")]
    [InlineData("api: minimal", "api: minimal\nx: *a", 3, 4, "an alias")]
    public void A_mistake_is_told_with_its_column(string piece, string replacement, int line, int column, string problem)
    {
        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(ContractSamples.Broken(piece, replacement)));

        Assert.Contains(
            (line, column),
            exception.Faults.Where(fault => fault.Problem.Contains(problem, StringComparison.Ordinal)).Select(fault => (fault.Line, fault.Column)));
    }

    [Fact]
    public void An_envelope_may_nest_eight_levels()
    {
        var deep = ContractSamples.Broken("code: $code", "code: $code, a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } }");

        Assert.Equal("minimal", ContractSamples.Read(deep).Api);
    }

    [Fact]
    public void A_flood_of_mistakes_is_cut_and_counted()
    {
        var flood = ContractSamples.Minimal + string.Concat(Enumerable.Range(0, 5000).Select(i => $"unknown{i}: 1\n"));

        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(flood));

        Assert.Equal(1001, exception.Faults.Count);
        Assert.Equal("There are 4000 faults more.", exception.Faults[^1].Problem);
    }

    /// <summary>Every fault is at a character of its line, or at its end.</summary>
    private static void AssertColumns(string text, ContractException exception)
    {
        var lines = text.Split('\n');
        Assert.All(exception.Faults, fault => Assert.InRange(fault.Column, 1, lines[fault.Line - 1].Length + 1));
    }
}
