using System.Buffers;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class ErrorTemplateTests
{
    private static readonly Contract Complete = ContractSamples.Read(ContractSamples.Complete);

    [Fact]
    public void A_body_has_the_envelope_s_members_in_their_order_without_white_space()
    {
        var refusal = Refusal.For(
            Condition.ScopeMissing,
            ("required", "things:write"),
            ("available", new[] { "things:read", "x" }));

        Assert.Equal(
            """
            {"success":false,"version":1.5,"note":"It's \"constant\"","nothing":null,"status":403,"title":"Forbidden","type":"/docs/complete/errors/forbidden","error":{"code":"forbidden","message":"The key lacks 'things:write'; it has things:read, x.","details":{"required":"things:write","available":["things:read","x"]}},"meta":{"request_id":"rq-1"}}
            """,
            Body(Complete, "forbidden", refusal));
    }

    [Fact]
    public void A_definition_without_details_leaves_them_out() =>
        Assert.EndsWith(
            "\"error\":{\"code\":\"no_key\",\"message\":\"A key is needed.\"},\"meta\":{\"request_id\":\"rq-1\"}}",
            Body(Complete, "no_key", Refusal.For(Condition.CredentialMissing)),
            StringComparison.Ordinal);

    [Fact]
    public void The_wait_of_the_refusal_comes_before_that_of_the_definition()
    {
        Assert.Contains("\"retry_after\":2}", Body(Complete, "failed", Refusal.For(Condition.ServerError)), StringComparison.Ordinal);
        Assert.Contains("\"retry_after\":7}", Body(Complete, "failed", Refusal.For(Condition.ServerError).RetryIn(7)), StringComparison.Ordinal);
        Assert.DoesNotContain("retry_after", Body(Complete, "no_key", Refusal.For(Condition.CredentialMissing)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_may_have_a_message_of_its_own_also_by_fallback()
    {
        var plan = Refusal.For(Condition.PlanInactive, ("plan", "Pro"), ("subscription", "active"));

        Assert.Contains("\"The plan Pro is active.\"", Body(Complete, "forbidden", plan), StringComparison.Ordinal);
        Assert.Contains("\"That is not open to this key.\"", Body(Complete, "forbidden", Refusal.For(Condition.AddressForbidden)), StringComparison.Ordinal);
        Assert.Equal("The plan Pro is active.", Template(Complete, "forbidden").FormatMessage(plan));
    }

    [Fact]
    public void A_message_has_its_placeholders_filled_and_its_braces_kept()
    {
        var refusal = Refusal.WithCode("thing_is_broken", ("thing", 65), ("since", null), ("reason", "a \"b\" {c}"));

        Assert.Contains("\"Thing 65 is broken since : {a \\\"b\\\" {c}}.\"", Body(Complete, "thing_is_broken", refusal), StringComparison.Ordinal);
        Assert.Equal("Thing 65 is broken since : {a \"b\" {c}}.", Template(Complete, "thing_is_broken").FormatMessage(refusal));
    }

    [Fact]
    public void A_message_may_name_the_request()
    {
        Assert.Contains("in the log as rq-1.\"", Body(Complete, "failed", Refusal.For(Condition.ServerError)), StringComparison.Ordinal);
        Assert.EndsWith("as rq-9.", Template(Complete, "failed").FormatMessage(Refusal.For(Condition.ServerError), "rq-9"), StringComparison.Ordinal);
    }

    public static TheoryData<string, object?, string> TypedValues { get; } = new()
    {
        { "string", "a", "\"a\"" },
        { "string", 65, "\"65\"" },
        { "string", true, "\"true\"" },
        { "integer", 65, "65" },
        { "integer", long.MinValue, "-9223372036854775808" },
        { "integer", ulong.MaxValue, "18446744073709551615" },
        { "integer", 3.0, "3" },
        { "integer", 3.5, "null" },
        { "integer", "3", "null" },
        { "number", 2, "2" },
        { "number", 2.5, "2.5" },
        { "number", 1e21, "1E+21" },
        { "number", double.NaN, "null" },
        { "number", double.PositiveInfinity, "null" },
        { "number", "x", "null" },
        { "boolean", true, "true" },
        { "boolean", false, "false" },
        { "boolean", "true", "null" },
        { "[string]", Array.Empty<string>(), "[]" },
        { "[string]", "one", "[\"one\"]" },
        { "[string]", 5, "null" },
    };

    [Theory]
    [MemberData(nameof(TypedValues), DisableDiscoveryEnumeration = true)]
    public void An_argument_is_written_as_its_declared_type(string type, object? value, string json)
    {
        var contract = With("envelope: { code: $code, details: $details? }", $"details: {{ other: string, it: {type} }}");

        Assert.Equal(
            $$$"""{"code":"own","details":{"other":"x","it":{{{json}}}}}""",
            Body(contract, "own", Refusal.WithCode("own", ("other", "x"), ("it", value))));
    }

    [Fact]
    public void Decimals_keep_their_digits_and_are_whole_where_declared_so()
    {
        var contract = With("envelope: { code: $code, details: $details? }", "details: { price: number, count: integer }");

        Assert.Equal(
            """{"code":"own","details":{"price":12.50,"count":4}}""",
            Body(contract, "own", Refusal.WithCode("own", ("price", 12.50m), ("count", 4.00m))));
    }

    [Fact]
    public void An_argument_that_was_not_given_is_null_and_none_at_all_is_nothing_to_say()
    {
        var contract = With("envelope: { code: $code, details: $details? }", "details: { a: string, b: integer }");
        var always = With("envelope: { code: $code, details: $details }", "details: { a: string, b: integer }");

        Assert.Equal("""{"code":"own","details":{"a":null,"b":1}}""", Body(contract, "own", Refusal.WithCode("own", ("b", 1))));
        Assert.Equal("""{"code":"own"}""", Body(contract, "own", Refusal.WithCode("own")));
        Assert.Equal("""{"code":"own","details":null}""", Body(always, "own", Refusal.WithCode("own")));
        Assert.Equal("""{"code":"failed","details":null}""", Body(always, "failed", Refusal.WithCode("failed")));
    }

    public static TheoryData<string, bool, bool, string> Commas { get; } = new()
    {
        { "{ d: $details?, w: $retryAfter?, code: $code }", false, false, """{"code":"own"}""" },
        { "{ d: $details?, w: $retryAfter?, code: $code }", true, false, """{"d":{"a":1},"code":"own"}""" },
        { "{ d: $details?, w: $retryAfter?, code: $code }", false, true, """{"w":5,"code":"own"}""" },
        { "{ d: $details?, w: $retryAfter?, code: $code }", true, true, """{"d":{"a":1},"w":5,"code":"own"}""" },
        { "{ code: $code, d: $details?, w: $retryAfter? }", false, true, """{"code":"own","w":5}""" },
        { "{ code: $code, d: $details?, w: $retryAfter? }", true, true, """{"code":"own","d":{"a":1},"w":5}""" },
        { "{ d: $details?, code: $code, w: $retryAfter?, s: $status }", true, false, """{"d":{"a":1},"code":"own","s":400}""" },
        { "{ d: $details?, code: $code, w: $retryAfter?, s: $status }", false, true, """{"code":"own","w":5,"s":400}""" },
        { "{ code: $code, in: { d: $details?, w: $retryAfter? }, s: $status }", false, false, """{"code":"own","s":400}""" },
        { "{ code: $code, in: { d: $details?, w: $retryAfter? }, s: $status }", false, true, """{"code":"own","in":{"w":5},"s":400}""" },
        { "{ w: $retryAfter?, in: { d: $details?, code: $code }, s: $status }", true, true, """{"w":5,"in":{"d":{"a":1},"code":"own"},"s":400}""" },
        { "{ code: $code, w: $retryAfter, d: $details }", false, false, """{"code":"own","w":null,"d":null}""" },
    };

    [Theory]
    [MemberData(nameof(Commas))]
    public void Optional_members_leave_no_comma_behind(string envelope, bool details, bool wait, string json)
    {
        var contract = With("envelope: " + envelope, "details: { a: integer }");
        var refusal = details ? Refusal.WithCode("own", ("a", 1)) : Refusal.WithCode("own");

        Assert.Equal(json, Body(contract, "own", wait ? refusal.RetryIn(5) : refusal));
    }

    [Fact]
    public void Field_errors_are_grouped_by_top_level_field_in_the_order_of_the_faults()
    {
        var contract = With("fieldErrors: { form: grouped }\nenvelope: { code: $code, details: $details? }", "details: fieldErrors");

        Assert.Equal(
            """{"code":"own","details":{"formErrors":["f"],"fieldErrors":{"b":["1","3"],"a":["2"],"c":["4"]}}}""",
            Body(contract, "own", Faults(("b[0].x", "1"), (string.Empty, "f"), ("a", "2"), ("b.y", "3"), ("c[1]", "4"))));
    }

    [Fact]
    public void Field_errors_of_the_body_as_a_whole_leave_no_fields()
    {
        var contract = With("fieldErrors: { form: grouped }\nenvelope: { code: $code, details: $details? }", "details: fieldErrors");

        Assert.Equal("""{"code":"own","details":{"formErrors":["f"],"fieldErrors":{}}}""", Body(contract, "own", Faults((string.Empty, "f"))));
        Assert.Equal("""{"code":"own"}""", Body(contract, "own", Refusal.WithCode("own")));
    }

    [Fact]
    public void Field_errors_are_listed_with_their_locations()
    {
        var contract = With("fieldErrors: { form: list }\nenvelope: { code: $code, errors: $details? }", "details: fieldErrors");
        var refusal = Refusal.Invalid(
            new FieldFault(FieldLocation.Body, "a[1].b", FieldFaultKind.Type, "x"),
            new FieldFault(FieldLocation.Query, "q", FieldFaultKind.Type, "y"),
            new FieldFault(FieldLocation.Path, "p", FieldFaultKind.Type, "z"),
            new FieldFault(FieldLocation.Header, "h", FieldFaultKind.Type, "w"));

        Assert.Equal(
            """{"code":"own","errors":[{"location":"body","field":"a[1].b","message":"x"},{"location":"query","field":"q","message":"y"},{"location":"path","field":"p","message":"z"},{"location":"header","field":"h","message":"w"}]}""",
            Body(contract, "own", refusal));
    }

    [Fact]
    public void Field_errors_in_the_form_first_have_no_details()
    {
        var contract = With("envelope: { code: $code, details: $details?, message: $message }", "details: fieldErrors", "\"{problem}\"");

        Assert.Equal("""{"code":"own","message":"the first"}""", Body(contract, "own", Faults(("b", "the first"), ("a", "the second"))));
    }

    /// <summary>Not as attributes, whose texts cannot hold half a character.</summary>
    public static TheoryData<string, string> Escapes { get; } = new()
    {
        { "it's <b>&amp;</b> é 日本 😀 \u2028/", "it's <b>&amp;</b> é 日本 😀 \u2028/" },
        { "\"\\", "\\\"\\\\" },
        { "\0\b\t\n\f\r\u001F\u007F\u0085", "\\u0000\\b\\t\\n\\f\\r\\u001F\\u007F\\u0085" },
        { "\uD800", "\uFFFD" },
        { "a\uDC00b\uD83D", "a\uFFFDb\uFFFD" },
        { "\uD83D\"\uDE00", "\uFFFD\\\"\uFFFD" },
    };

    [Theory]
    [MemberData(nameof(Escapes), DisableDiscoveryEnumeration = true)]
    public void Texts_are_escaped_no_more_than_needed(string text, string json)
    {
        var contract = With("envelope: { code: $code, message: $message }", "arguments: [it]", "\"{it}\"");

        Assert.Equal($$"""{"code":"own","message":"{{json}}"}""", Body(contract, "own", Refusal.WithCode("own", ("it", text))));
    }

    [Theory]
    [InlineData(510)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(5000)]
    public void A_long_text_keeps_the_characters_at_its_seams(int length)
    {
        var text = new string('a', length) + string.Concat(Enumerable.Repeat("😀", 600));
        var contract = With("envelope: { code: $code, message: $message }", "arguments: [it]", "\"{it}\"");

        Assert.Equal($$"""{"code":"own","message":"{{text}}"}""", Body(contract, "own", Refusal.WithCode("own", ("it", text))));
    }

    [Fact]
    public void A_definition_without_holes_is_one_constant()
    {
        var contract = With("envelope: { code: $code, message: $message, details: $details?, status: $status }", string.Empty);

        Assert.True(Template(contract, "own").IsConstant);
        Assert.False(Template(Complete, "no_key").IsConstant);
    }

    [Fact]
    public void The_type_begins_with_the_address_of_the_application()
    {
        var output = new ArrayBufferWriter<byte>();
        Template(Complete, "no_key").Write(output, new ErrorContext(Refusal.For(Condition.CredentialMissing), "1", "https://api.example.com/base/docs"));

        Assert.Contains(
            "\"type\":\"https://api.example.com/base/docs/complete/errors/no_key\"",
            Encoding.UTF8.GetString(output.WrittenSpan),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_key")]
    [InlineData("failed")]
    [InlineData("bad_key")]
    public void A_definition_whose_only_hole_is_the_request_id_allocates_nothing(string code)
    {
        var template = Template(Complete, code);
        var refusal = Refusal.For(Condition.ServerError);
        var output = new ArrayBufferWriter<byte>(4096);
        Write(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(1000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Write(int times)
        {
            for (var i = 0; i < times; i++)
            {
                output.ResetWrittenCount();
                template.Write(output, new ErrorContext(refusal, "rq-0123456789abcdef"));
            }
        }
    }

    [Fact]
    public void The_default_contract_answers_with_problem_details()
    {
        var refusal = Refusal.Invalid(new FieldFault(FieldLocation.Body, "name", FieldFaultKind.Missing, "Field 'name' is required."));
        Assert.True(Contract.Default.TryGetError(refusal.Condition!, out var definition));

        Assert.Equal("application/problem+json", Contract.Default.ContentType);
        Assert.Equal(
            """{"type":"/docs/lintel/errors/invalid_request","title":"Unprocessable Content","status":422,"detail":"Field 'name' is required.","code":"invalid_request","requestId":"rq-1","errors":[{"location":"body","field":"name","message":"Field 'name' is required."}]}""",
            Body(Contract.Default, definition.Code, refusal));
    }

    internal static string Body(Contract contract, string code, Refusal refusal)
    {
        var output = new ArrayBufferWriter<byte>();
        Template(contract, code).Write(output, new ErrorContext(refusal, "rq-1"));
        using var json = JsonDocument.Parse(output.WrittenMemory);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static ErrorTemplate Template(Contract contract, string code)
    {
        Assert.True(contract.TryGetError(code, out var definition), code);
        return definition.Template;
    }

    /// <summary>The minimal contract with another envelope and a definition of its own.</summary>
    private static Contract With(string envelope, string rowMembers, string message = "own message") => ContractSamples.Read(
        ContractSamples.Broken("envelope: { code: $code, message: $message }", envelope)
        + $"  own:\n    status: 400\n    message: {message}\n    meaning: m\n    fix: f\n    {rowMembers}\n"
        + (message.Contains("{problem}", StringComparison.Ordinal) ? "    arguments: [problem]\n" : string.Empty));

    private static Refusal Faults(params (string Field, string Problem)[] faults) =>
        Refusal.Invalid([.. faults.Select(fault => new FieldFault(FieldLocation.Body, fault.Field, FieldFaultKind.Other, fault.Problem))]);
}
