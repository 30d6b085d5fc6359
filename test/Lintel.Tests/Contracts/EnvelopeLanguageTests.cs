using System.Buffers;
using System.Globalization;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>The things that an envelope can say, one each.</summary>
public sealed class EnvelopeLanguageTests
{
    private static readonly Refusal TwoFaults = Faults(
        ("items[2].name", FieldFaultKind.Missing, "is needed"),
        ("count", FieldFaultKind.TooLarge, "is too much"));

    public static TheoryData<string, string> OfFaults { get; } = new()
    {
        { "errors: []", """[]""" },
        { "errors: [1, a, null]", """[1,"a",null]""" },
        { "errors: [ { c: $code, s: $status } ]", """[{"c":"own","s":422}]""" },
        { "errors: [ { $each: faults, f: $fault.path, m: $fault.message } ]", """[{"f":"items[2].name","m":"is needed"},{"f":"count","m":"is too much"}]""" },
        { "errors: [ { $each: faults, $value: $fault.message } ]", """["is needed","is too much"]""" },
        { "errors: [ { $each: faults, $value: \"$fault.path: $fault.message.\" } ]", """["items[2].name: is needed.","count: is too much."]""" },
        { "errors: [ { $each: faults, $value: $fault.pointer } ]", """["/items/2/name","/count"]""" },
        { "errors: [ { $each: faults, $value: $fault.dotted } ]", """["items.2.name","count"]""" },
        { "errors: [ { $each: faults, $value: $fault.field } ]", """["items","count"]""" },
        { "errors: [ { $each: faults, $value: $fault.segments } ]", """[["items",2,"name"],["count"]]""" },
        { "errors: [ { $each: faults, loc: [ $fault.location, $fault.segments ] } ]", """[{"loc":["body","items",2,"name"]},{"loc":["body","count"]}]""" },
        { "errors: [ { $each: errors, $value: $fault.code } ]", """["required",42]""" },
        { "errors: [ { $each: faults, $value: $fault.code } ]", """["required",42]""" },
        { "errors: [ first, { $each: faults, $value: $fault.code }, last ]", """["first","required",42,"last"]""" },
        { "errors: { $each: faults, $by: field, $value: $fault.message }", """{"items":"is needed","count":"is too much"}""" },
        { "errors: { $each: faults, $by: path, $value: [ $fault.message ] }", """{"items[2].name":["is needed"],"count":["is too much"]}""" },
        { "errors: { $each: faults, $by: dotted, $value: [ { m: $fault.message } ] }", """{"items.2.name":[{"m":"is needed"}],"count":[{"m":"is too much"}]}""" },
        { "errors: { $each: faults, $by: pointer, $value: 1 }", """{"/items/2/name":1,"/count":1}""" },
        {
            "errors: { $each: faults, $by: nested, $leaf: _errors, $value: [ $fault.message ] }",
            """{"items":{"2":{"name":{"_errors":["is needed"]}}},"count":{"_errors":["is too much"]}}"""
        },
        {
            "errors: { $each: faults, $by: nested, $whole: self, $value: [ $fault.message ] }",
            """{"items":{"2":{"name":["is needed"]}},"count":["is too much"]}"""
        },
    };

    [Theory]
    [MemberData(nameof(OfFaults))]
    public void Faults_are_listed_and_keyed(string member, string json) =>
        Assert.Equal($$"""{"code":"own","errors":{{json}}}""", Body($"envelope: {{ code: $code, {member} }}", TwoFaults));

    [Theory]
    [InlineData("errors: [ { $each: faults, f: $fault.path } ]", ""","errors":[]""")]
    [InlineData("errors: [ { $each: faults?, f: $fault.path } ]", "")]
    [InlineData("errors: [ { $each: errors, f: $fault.path, p: $fault.path?, c: $fault.code, m: $fault.message } ]", ""","errors":[{"f":null,"c":"own","m":"It is wrong."}]""")]
    [InlineData("errors: { $each: faults, $by: field, $value: $fault.message }", ""","errors":{}""")]
    [InlineData("errors: { $each: faults?, $by: field, $value: $fault.message }", "")]
    [InlineData("source: { pointer: $argument.field? }", "")]
    [InlineData("list: [ $argument.field? ]", "")]
    [InlineData("list: [ $argument.field ]", ""","list":[null]""")]
    [InlineData("param: $argument.field", ""","param":null""")]
    [InlineData("param: $argument.field?", "")]
    [InlineData("param: \"$argument.field\"", ",\"param\":\"\"")]
    public void What_has_nothing_to_say_is_empty_or_left_out(string member, string json) =>
        Assert.Equal(
            $$"""{"code":"own"{{json}}}""",
            Body($"envelope: {{ code: $code, {member} }}", Refusal.WithCode("own")));

    [Fact]
    public void Faults_of_the_whole_stand_under_their_own_name()
    {
        var refusal = Faults(
            (string.Empty, FieldFaultKind.Other, "no"),
            ("a", FieldFaultKind.Other, "x"),
            ("a.b", FieldFaultKind.Other, "y"),
            ("a", FieldFaultKind.Other, "z"));

        Assert.Equal("""{"base":["no"],"a":["x","y","z"]}""", Body("code: none\nbecause: it has none\nenvelope: { $each: faults, $by: field, $whole: base, $value: [ $fault.message ] }", refusal));
        Assert.Equal("""{"a":["x","y","z"]}""", Body("code: none\nbecause: it has none\nenvelope: { $each: faults, $by: field, $value: [ $fault.message ] }", refusal));
        Assert.Equal(
            """{"_errors":["no"],"a":{"_errors":["x","z"],"b":{"_errors":["y"]}}}""",
            Body("code: none\nbecause: it has none\nenvelope: { $each: faults, $by: nested, $leaf: _errors, $value: [ $fault.message ] }", refusal));
        Assert.Equal(
            """{"self":["no"],"a":{"self":["x","z"],"b":["y"]}}""",
            Body("code: none\nbecause: it has none\nenvelope: { $each: faults, $by: nested, $whole: self, $value: [ $fault.message ] }", refusal));
    }

    [Theory]
    [InlineData("[ { $each: wholes, $value: $fault.message } ]", ""","texts":["no"]""", ""","texts":[]""")]
    [InlineData("[ { $each: wholes?, m: $fault.message } ]", ""","texts":[{"m":"no"}]""", "")]
    public void Faults_of_the_whole_are_listed_apart_from_those_of_fields(string list, string some, string none)
    {
        var envelope = $"envelope: {{ code: $code, texts: {list}, fields: {{ $each: fields?, $by: field, $value: $fault.message }} }}";

        Assert.Equal(
            $$$"""{"code":"own"{{{some}}},"fields":{"a":"x"}}""",
            Body(envelope, Faults(("a", FieldFaultKind.Other, "x"), (string.Empty, FieldFaultKind.Other, "no"))));
        Assert.Equal($$$"""{"code":"own"{{{none}}},"fields":{"a":"x"}}""", Body(envelope, Faults(("a", FieldFaultKind.Other, "x"))));
    }

    [Fact]
    public void A_field_named_as_the_whole_is_no_member_twice() =>
        Assert.Equal(
            """{"_errors":["no","x"]}""",
            Body(
                "code: none\nbecause: it has none\nenvelope: { $each: faults, $by: nested, $leaf: _errors, $value: [ $fault.message ] }",
                Faults((string.Empty, FieldFaultKind.Other, "no"), ("_errors.a", FieldFaultKind.Unknown, "x"))));

    [Fact]
    public void A_list_with_the_error_itself_says_its_code() => Assert.Equal(
        """[{"c":"own"}]""",
        Body("envelope: [ { $each: errors, c: $fault.code } ]", Refusal.WithCode("own")));

    [Theory]
    [InlineData("$argument.field", "{\"code\":\"own\",\"it\":\"\"}")]
    [InlineData("$argument.field?", "{\"code\":\"own\"}")]
    public void Field_of_the_body_as_a_whole_is_nothing_to_say(string variable, string json) =>
        Assert.Equal(
            json,
            Body(Contract($"envelope: {{ code: $code, it: {variable} }}", "arguments: [field]"), Refusal.WithCode("own", ("field", string.Empty))));

    [Fact]
    public void A_list_may_be_the_whole_body() =>
        Assert.Equal("""[{"c":"own"}]""", Body("envelope: [ { c: $code } ]", Refusal.WithCode("own")));

    public static TheoryData<string, string> Variables { get; } = new()
    {
        { "$status", "422" },
        { "\"$status\"", "\"422\"" },
        { "$reasonPhrase", "\"Unprocessable Content\"" },
        { "$docs", "\"https://docs.example.com/errors/own\"" },
        { "\"see $docs#$code at $$5\"", "\"see https://docs.example.com/errors/own#own at $5\"" },
        { "\"${status}s of ${member.kind}x\"", "\"422s of apix\"" },
        { "\"${status ${}\"", "\"${status ${}\"" },
        { "$$code", "\"$code\"" },
        { "US$", "\"US$\"" },
        { "$method", "\"PUT\"" },
        { "$path", "\"/a b\"" },
        { "$instance", "\"/a%20b\"" },
        { "$traceId", "\"0af7651916cd43dd8448eb211c80319c\"" },
        { "$timestamp", "\"2026-11-29T08:09:10.123Z\"" },
        { "$timestamp.offset", "\"2026-11-29T08:09:10.123+00:00\"" },
        { "$timestamp.seconds", "1795939750" },
        { "$timestamp.milliseconds", "1795939750123" },
        { "\"$timestamp.seconds\"", "\"1795939750\"" },
        { "$member.kind", "\"api\"" },
        { "$member.level", "3" },
        { "\"$member.level\"", "\"3\"" },
        { "$member.hints", "[\"a\",\"b\"]" },
        { "$member.rare", "null" },
        { "$argument.limit", "60" },
        { "\"$argument.limit\"", "\"60\"" },
        { "$argument.flag", "true" },
    };

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_variable_is_written_as_what_it_is(string variable, string json)
    {
        var contract = Contract(
            $"docs: https://docs.example.com/errors/{{code}}\nmembers: {{ kind: {{ type: string, default: api }}, level: integer?, hints: [string], rare: string? }}\nenvelope: {{ code: $code, it: {variable} }}",
            "members: { level: 3, hints: [a, b] }\n    arguments: [limit, flag]",
            "members: { hints: [] }");
        var refusal = Refusal.WithCode("own", ("limit", 60), ("flag", true));
        var time = new DateTimeOffset(2026, 11, 29, 8, 9, 10, 123, TimeSpan.Zero);
        var facts = new RequestFacts("PUT", "/a b", "/a%20b", "0af7651916cd43dd8448eb211c80319c", time);

        Assert.Equal($$"""{"code":"own","it":{{json}}}""", Body(contract, refusal, facts));
    }

    [Fact]
    public void Time_is_the_same_in_every_culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.TimeSeparator = ".";
        var time = new DateTimeOffset(2026, 11, 29, 8, 9, 10, 123, TimeSpan.Zero);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;

            Assert.Equal(
                """{"code":"own","at":"2026-11-29T08:09:10.123Z"}""",
                Body(
                    Contract("envelope: { code: $code, at: $timestamp }", string.Empty),
                    Refusal.WithCode("own"),
                    new RequestFacts(null, null, null, null, time)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_code_without_quotes_is_a_number_and_may_be_sent_as_a_text()
    {
        var contract = ContractSamples.Read(
            ContractSamples.Broken("{ code: $code, message: $message }", "{ code: $code, text: \"$code\" }")
            + "  20003: { status: 422, message: m, meaning: m, fix: f }\n  \"20004\": { status: 422, message: m, meaning: m, fix: f }\n");

        Assert.Equal("""{"code":20003,"text":"20003"}""", Body(contract, Refusal.WithCode("20003")));
        Assert.Equal("""{"code":"20004","text":"20004"}""", Body(contract, Refusal.WithCode("20004")));
    }

    [Fact]
    public void Definitions_choose_among_envelopes()
    {
        var contract = Contract(
            "envelope: { code: $code, detail: $message }\nenvelopes:\n  fields: { code: $code, errors: [ { $each: faults, $value: $fault.path } ] }",
            "envelope: fields");

        Assert.Equal("""{"code":"own","errors":["items[2].name","count"]}""", Body(contract, TwoFaults));
        Assert.Equal("""{"code":"unauthorized","detail":"A key is needed."}""", Body(contract, Refusal.For(Condition.CredentialMissing)));
    }

    [Fact]
    public void Header_fields_are_those_of_the_contract_and_of_the_definition()
    {
        var contract = Contract(
            "headers: { X-Error-Code: $code, Link: '<$type>; rel=\"help\"', X-Kind: general }\nenvelope: { message: $message }",
            "headers: { X-Kind: \"own $status\" }");
        Assert.True(contract.TryGetError("own", out var own));
        Assert.True(contract.TryGetError("failed", out var failed));
        var context = new ErrorContext(Refusal.WithCode("own"), "1", "https://api.example.com");

        Assert.Equal(
            ["X-Error-Code: own", "Link: <https://api.example.com/minimal/errors/own>; rel=\"help\"", "X-Kind: own 422"],
            own.Template.Headers.Select(header => $"{header.Name}: {header.Format(context)}"));
        Assert.Equal("general", failed.Template.Headers.Single(header => header.Name == "X-Kind").Format(context));
    }

    [Fact]
    public void A_body_may_be_xml()
    {
        var contract = Contract(
            "contentType: application/xml\nxml: { root: Error, item: E, namespace: 'urn:x' }\nenvelope: { Code: $code, Message: $message, Detail: $argument.field, All: [ { $each: faults, F: $fault.path } ] }",
            string.Empty);

        Assert.Equal("application/xml", contract.ContentType);
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error xmlns=\"urn:x\"><Code>own</Code><Message>It is wrong.</Message><Detail></Detail>"
            + "<All><E><F>items[2].name</F></E><E><F>count</F></E></All></Error>",
            Body(contract, TwoFaults));
    }

    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { "envelope: { code: $code, a: { $each: faults, b: 1 } }", "neither stands in a list nor says `$by`", "add `$by:`" },
        { "envelope: { code: $code, a: [ { $each: fault, b: 1 } ] }", "`$each` is 'fault'", "faults, fields, wholes or errors" },
        { "envelope: { code: $code, a: [ { $each: errors?, b: 1 } ] }", "`$each` is 'errors?'", "faults, fields, wholes or errors" },
        { "envelope: { code: $code, a: { $each: wholes, $by: field, $value: 1 } }", "`$each: wholes`; faults of the body as a whole have no field", "faults" },
        { "envelope: { code: $code, a: [ { $each: faults, $value: 1, b: 1 } ] }", "has 'b' as well", "Take one of them away" },
        { "envelope: { code: $code, a: [ { $each: faults, b: [ { $each: faults, c: 1 } ] } ] }", "$each inside $each", "Use one of them" },
        { "envelope: { code: $code, a: [ { $each: faults, $by: field, b: 1 } ] }", "have $by", "Take it away" },
        { "envelope: { code: $code, a: { $each: faults, $by: name, $value: 1 } }", "`$by` is 'name'", "field, path, dotted, pointer or nested" },
        { "envelope: { code: $code, a: { $each: faults, $by: nested, $value: 1 } }", "does not say where the faults of an object stand", "`$leaf: _errors`" },
        { "envelope: { code: $code, a: { $each: faults, $by: field, $leaf: e, $value: 1 } }", "`$leaf`, which goes with `$by: nested`", "alone" },
        { "envelope: { code: $code, a: { $each: faults, $by: field } }", "has no `$value`", "Add it" },
        { "envelope: { code: $code, a: $fault.path }", "outside $each", "Put it into a list" },
        { "envelope: { code: $code, a: $fault.pth }", "unknown variable '$fault.pth'", "Did you mean '$fault.path'?" },
        { "envelope: { code: $code, a: $member.kind }", "unknown member 'kind'", "Declare it" },
        { "members: { kind: text }\nenvelope: { code: $code }", "has the type 'text'", "Write string" },
        { "members: { kind: string }\nenvelope: { code: $code, a: $member.kind }", "has no value for the member 'kind'", "a default" },
        { "members: { kind: { type: integer, default: a } }\nenvelope: { code: $code }", "The default of the member 'kind' is 'a'", "a whole number" },
        { "envelope: { code: $code, a: $argument.fild }", "$argument.fild, which no definition has", "Did you mean 'field'?" },
        { "envelope: { code: $code, a: $docs }", "not every definition has an address", "Add `docs:" },
        { "docs: docs.example.com\nenvelope: { code: $code }", "`docs` is 'docs.example.com'", "an absolute address" },
        { "docs: https://x.example/{cod}\nenvelope: { code: $code }", "`docs` is", "{code} is its only placeholder" },
        { "envelope: { code: $code, a: [ { $each: faults, v: $fault.value } ] }", "nothing allows what callers have sent", "`echo: true`" },
        { "envelope: { code: $code, $x: 1 }", "names with a dollar sign are Lintel's", "two dollar signs" },
        { "envelope: { message: $message }", "does not say $code", "`code: none`" },
        { "code: none\nenvelope: { message: $message }", "has no `because`", "the reason" },
        { "code: none\nbecause: x\nenvelope: { code: $code }", "and its errors have a code", "Take `code` and `because` away" },
        { "code: some\nbecause: x\nenvelope: { message: $message }", "`code` of the contract is 'some'", "Write none" },
        { "headers: { Connection: close }\nenvelope: { code: $code }", "has Connection, which has a meaning of its own", "a field of your own" },
        { "headers: { x-request-id: a }\nenvelope: { code: $code }", "has x-request-id", "a field of your own" },
        { "headers: { X-RateLimit-Foo: a }\nenvelope: { code: $code }", "has X-RateLimit-Foo", "a field of your own" },
        { "headers: { X-A: $message }\nenvelope: { code: $code }", "uses $message", "Use $code" },
        { "headers: { X-A: é }\nenvelope: { code: $code }", "not printable ASCII", "RFC 9110" },
        { "headers: { X-A: a, x-a: b }\nenvelope: { code: $code }", "'x-a' twice", "Keep one" },
        { "envelopes: { other: 5 }\nenvelope: { code: $code }", "`other` is '5'", "Write a mapping" },
        { "xml: { root: Error }\nenvelope: { code: $code }", "no body is sent as XML", "Add application/xml" },
        { "contentType: application/xml\nenvelope: { 'a b': $code }", "bodies are sent as XML", "letters, digits" },
        { "envelope: { 5: $code }", "called '5' without quotes", "Put it in quotes" },
        { "envelope: { code: $code, a: \"$details in a text\" }", "$details inside a text", "a member of its own" },
        { "envelope: $code", "`envelope` is '$code'", "Write a mapping" },
        { "cors: { origins: app.example.com }\nenvelope: { code: $code }", "`origins` of `cors` holds 'app.example.com'", "an origin such as" },
        { "cors: { origins: ['https://a.example/x'] }\nenvelope: { code: $code }", "`origins` of `cors` holds", "without a path" },
        { "cors: { origins: ['*', 'https://a.example'] }\nenvelope: { code: $code }", "* beside others", "Keep * alone" },
        { "cors: { origins: '*', credentials: true }\nenvelope: { code: $code }", "lets every origin send cookies", "Name the origins" },
        { "cors: { origins: ['http://a.example.com'], credentials: true }\nenvelope: { code: $code }", "whoever is on the way", "Write https" },
        { "cors: { origins: ['https://*.com'] }\nenvelope: { code: $code }", "`origins` of `cors` holds", "an origin such as" },
        { "extend: \"a\\0/b.yaml\"\nenvelope: { code: $code }", "`extend` is", "Write a file" },
        { "messages: { de: \"de\\0.yaml\" }\nenvelope: { code: $code }", "cannot be read", "" },
        { "cors: { credentials: true }\nenvelope: { code: $code }", "`cors` has no `origins`", "Add `origins:`" },
        { "cors: { origins: '*', maxAge: 2 days }\nenvelope: { code: $code }", "`maxAge` of `cors` is '2 days'", "1 days" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_what_to_do(string envelope, string problem, string fix)
    {
        var exception = Assert.Throws<ContractException>(() => Contract(envelope, string.Empty));

        Assert.Contains(
            exception.Faults,
            fault => fault.Problem.Contains(problem, StringComparison.Ordinal) && fault.Fix.Contains(fix, StringComparison.Ordinal));
    }

    private static Refusal Faults(params (string Field, FieldFaultKind Kind, string Problem)[] faults) =>
        Refusal.WithCode("own").WithFaults([.. faults.Select(fault => new FieldFault(FieldLocation.Body, fault.Field, fault.Kind, fault.Problem))]);

    private static string Body(string head, Refusal refusal) => Body(Contract(head, string.Empty), refusal);

    private static string Body(Contract contract, Refusal refusal, RequestFacts? request = null)
    {
        var error = (refusal.Code is { } code && contract.TryGetError(code, out var byCode)) ? byCode
            : contract.TryGetError(refusal.Condition!, out var byCondition) ? byCondition : null;
        var output = new ArrayBufferWriter<byte>();
        error!.Template.Write(output, new ErrorContext(refusal, "rq-1", Request: request));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The minimal contract with another envelope and a definition of its own.</summary>
    private static Contract Contract(string head, string own, string? others = null) => ContractSamples.Read(
        (others is null ? ContractSamples.Minimal : ContractSamples.Minimal.Replace("    fix:", $"    {others}\n    fix:", StringComparison.Ordinal))
        .Replace(
            "envelope: { code: $code, message: $message }",
            (head.Contains("fieldErrors", StringComparison.Ordinal) ? string.Empty : "fieldErrors: { codes: { missing: required, tooLarge: 42 } }\n") + head,
            StringComparison.Ordinal)
        + $"  own:\n    status: 422\n    message: It is wrong.\n    meaning: m\n    fix: f\n    {own}\n");
}
