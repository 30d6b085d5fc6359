using System.Text;
using Lintel.Contracts;
using Lintel.Host.Infer;

namespace Lintel.Tests.Infer;

/// <summary>Well-known formats, each from a few responses.</summary>
public sealed class InferFormatsTests
{
    [Fact]
    public void Members_docs_and_ids_inside_texts_are_found()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, Body("resource_missing", "No such charge", "invalid_request_error", "req_aaaaaaaaaaaa1"), "Request-Id: req_aaaaaaaaaaaa1"),
            Recordings.Response(402, Body("card_declined", "It was declined", "card_error", "req_aaaaaaaaaaaa2"), "Request-Id: req_aaaaaaaaaaaa2"),
            Recordings.Response(402, Body("card_declined", "It was declined", "card_error", "req_aaaaaaaaaaaa3"), "Request-Id: req_aaaaaaaaaaaa3"));

        Assert.Equal(
            "envelope: { error: { code: $code, message: $message, type: $member.type, doc_url: $docs, log: \"https://a.example/logs/$requestId\" } }",
            Recordings.Member(inferred, "envelope"));
        Assert.Equal("docs: \"https://a.example/errors/{code}\"", Recordings.Member(inferred, "docs"));
        Assert.Equal("requestId: { prefix: req_, header: Request-Id, digits: 13 }", Recordings.Member(inferred, "requestId"));
        Assert.Equal(3, inferred.Same.Count);

        static string Body(string code, string message, string type, string id) =>
            $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}","type":"{{{type}}}","doc_url":"https://a.example/errors/{{{code}}}","log":"https://a.example/logs/{{{id}}}"}}""";
    }

    [Fact]
    public void Addresses_of_reference_pages_are_documentation()
    {
        var inferred = Recordings.Infer(
            "GET /shop/v2/orders/1 HTTP/1.1\nHost: api.example.com\n\n",
            Recordings.Response(404, """{"type":"https://api.example.com/shop/errors/not_found","title":"Not Found","detail":"No order.","code":"not_found"}"""),
            "GET /shop/v2/orders/2 HTTP/1.1\nHost: api.example.com\n\n",
            Recordings.Response(403, """{"type":"https://api.example.com/shop/errors/forbidden","title":"Forbidden","detail":"Not yours.","code":"forbidden"}"""));

        Assert.Equal("envelope: { type: $docs, title: $title, detail: $message, code: $code }", Recordings.Member(inferred, "envelope"));
        Assert.Equal("docs: \"https://api.example.com/shop/errors/{code}\"", Recordings.Member(inferred, "docs"));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Fault_of_an_item_alone_names_no_field()
    {
        const string Body = """{"code":"invalid","errors":[{"field":"[0]","message":"[0] is required"}]}""";

        Assert.NotEmpty(Recordings.Infer(Recordings.Response(400, Body), Recordings.Response(400, Body)).Same);
    }

    [Fact]
    public void List_with_the_code_has_an_item_for_each_fault()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"errors":[{"status":"404","code":"not_found","title":"Not found","detail":"No article 7."}]}"""),
            Recordings.Response(
                422,
                """{"errors":[{"status":"422","code":"invalid","title":"Invalid","detail":"Too short.","source":{"pointer":"/data/title"}},{"status":"422","code":"invalid","title":"Invalid","detail":"Needed.","source":{"pointer":"/data/body"}}]}"""));

        Assert.Equal(
            "envelope: { errors: [{ $each: errors, status: \"$status\", code: $code, title: $title, detail: $fault.message, source: { pointer: $fault.pointer? } }] }",
            Recordings.Member(inferred, "envelope"));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Format_without_code_says_so()
    {
        var inferred = Recordings.Infer(
            "GET /api/orders/1 HTTP/1.1\n\n",
            Recordings.Response(404, """{"timestamp":"2026-11-29T08:09:10.123+00:00","status":404,"error":"Not Found","message":"No order 1","path":"/api/orders/1"}"""),
            "POST /api/orders HTTP/1.1\n\n",
            Recordings.Response(500, """{"timestamp":"2026-11-29T08:09:11.456+00:00","status":500,"error":"Internal Server Error","message":"It failed","path":"/api/orders"}"""));

        Assert.Equal("envelope: { timestamp: $timestamp.offset, status: $status, error: $reasonPhrase, message: $message, path: $path }", Recordings.Member(inferred, "envelope"));
        Assert.Equal("code: none", Recordings.Member(inferred, "code"));
        Assert.Equal("basePath: /api", Recordings.Member(inferred, "basePath"));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Faults_by_field_beside_another_shape_are_an_envelope_of_their_own()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"detail":"Not found."}"""),
            Recordings.Response(401, """{"detail":"Log in."}""", "WWW-Authenticate: Bearer realm=\"api\""),
            Recordings.Response(400, """{"name":["This field is required."]}"""),
            Recordings.Response(400, """{"non_field_errors":["They differ."],"age":["It is no number.","It is too small."]}"""));

        Assert.Equal("envelope: { detail: $message }", Recordings.Member(inferred, "envelope"));
        Assert.Equal(
            "envelopes: { validation: { $each: faults, $by: field, $whole: non_field_errors, $value: [$fault.message] } }",
            Recordings.Member(inferred, "envelopes"));
        Assert.Equal(4, inferred.Same.Count);
        Assert.Equal("bad_request", CodeFor(inferred, Condition.RequestInvalid));
    }

    [Fact]
    public void Numbers_are_codes_and_faults_nest_by_path()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(400, """{"code":50035,"message":"Invalid","errors":{"items":{"0":{"name":{"_errors":[{"code":"CHOICES","message":"One of two."}]}}}}}"""),
            Recordings.Response(401, """{"code":40001,"message":"Unauthorized"}"""));

        Assert.Equal(
            "envelope: { code: $code, message: $message, errors: { $each: faults?, $by: nested, $leaf: _errors, $value: [{ code: $fault.code, message: $fault.message }] } }",
            Recordings.Member(inferred, "envelope"));
        Assert.Contains("\n  50035:\n", inferred.Text, StringComparison.Ordinal);
        Assert.Contains("\n  40400:\n", inferred.Text, StringComparison.Ordinal);
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Errors_with_200_are_told_from_successes()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(200, """{"ok":false,"error":"invalid_auth"}"""),
            Recordings.Response(200, """{"ok":true,"channel":{}}"""),
            Recordings.Response(200, """{"ok":false,"error":"channel_not_found"}"""));

        Assert.Equal("envelope: { ok: false, error: $code }", Recordings.Member(inferred, "envelope"));
        Assert.All(inferred.Contract!.Errors, error => Assert.Equal(200, error.Status));
        Assert.Equal("channel_not_found", CodeFor(inferred, Condition.NotFound));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Place_of_a_field_as_segments_is_found()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"detail":"Item not found"}"""),
            Recordings.Response(422, """{"detail":[{"type":"missing","loc":["body","items",0,"name"],"msg":"Field required","input":"x"},{"type":"int_parsing","loc":["query","page"],"msg":"No integer at all","input":"abc"}]}"""));

        Assert.Equal("envelope: { detail: $message }", Recordings.Member(inferred, "envelope"));
        Assert.Contains("{ $each: faults, type: $fault.code, loc: [$fault.location, $fault.segments], msg: $fault.message, input: $fault.value }", inferred.Text, StringComparison.Ordinal);
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Code_in_a_header_field_alone_is_found()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"message":"Nothing is there."}""", "X-Error-Code: gone_fishing"),
            Recordings.Response(403, """{"message":"Not for you."}""", "X-Error-Code: keep_out"));

        Assert.Equal("headers: { X-Error-Code: $code }", Recordings.Member(inferred, "headers"));
        Assert.Equal(["keep_out", "gone_fishing"], inferred.Contract!.Errors.Where(error => error.Source == ErrorSource.Page).Select(error => error.Code));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Dollars_quotes_and_braces_come_back()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"code":"a","message":"It costs $5, {really}: \"yes\" # no","$type":"$code","list":["- x",": y","true","1e3","",null]}"""),
            Recordings.Response(403, """{"code":"b","message":"No","$type":"$code","list":["- x",": y","true","1e3","",null]}"""));

        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Differing_messages_have_placeholders_named_by_the_word_before()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(418, """{"code":"no_change","message":"Status cannot change from 'new' to 'paid'."}"""),
            Recordings.Response(418, """{"code":"no_change","message":"Status cannot change from 'old' to 'open'."}"""),
            Recordings.Response(429, """{"code":"slow","message":"Wait 7 seconds."}""", "Retry-After: 7"));

        Assert.Contains("message: \"Status cannot change from '{from}' to '{to}'.\"\n    arguments: [from, to]", inferred.Text, StringComparison.Ordinal);
        Assert.Contains("message: \"Wait {retryAfter} seconds.\"", inferred.Text, StringComparison.Ordinal);
        Assert.Equal(3, inferred.Same.Count);
    }

    [Fact]
    public void Message_of_a_condition_has_only_the_arguments_that_Lintel_gives()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(401, """{"code":"no_key","message":"The key is unknown."}"""),
            Recordings.Response(401, """{"code":"no_key","message":"The key is unknown."}"""),
            Recordings.Response(401, """{"code":"no_key","message":"The key is gone."}"""));

        Assert.Contains("to a condition of its own: \"The key is gone.\"\n    message: The key is unknown.\n", inferred.Text, StringComparison.Ordinal);
        Assert.Equal((2, 1), (inferred.Same.Count, inferred.SameButMessage.Count));
    }

    [Fact]
    public void Candidates_for_the_code_are_noted()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"code":"a_b","error_code":"c_d","message":"It is one."}"""),
            Recordings.Response(403, """{"code":"e_f","error_code":"g_h","message":"It is two."}"""));

        Assert.Contains(inferred.Notes, note => note.Contains("error_code", StringComparison.Ordinal) && note.Contains("The code may be", StringComparison.Ordinal));
    }

    /// <summary>As raw recordings have them, with the line ends of HTTP or of an editor, extensions and a trailer; and as curl leaves them.</summary>
    [Theory]
    [InlineData("1B\r\n{\"code\":\"not_found\",\"messag\r\n14\r\ne\":\"Nothing – 7.\"}\r\n0\r\n\r\n", "\r\n")]
    [InlineData("1b;a=b\n{\"code\":\"not_found\",\"messag\n14\ne\":\"Nothing – 7.\"}\n0\nX-Sum: 1\n\n", "\n")]
    [InlineData("19\r\n{\n\"code\":\"not_found\",\n\"me\r\n19\r\nssage\":\"Nothing – 7.\"\n}\r\n0\r\n\r\n", "\r\n")]
    [InlineData("{\"code\":\"not_found\",\"message\":\"Nothing – 7.\"}\r\n\r\n", "\r\n")]
    public void Chunked_bodies_are_decoded(string body, string lineEnd)
    {
        var head = string.Join(lineEnd, "HTTP/1.1 404 Not Found", "Content-Type: application/json", "Transfer-Encoding: chunked", lineEnd);

        var exchanges = HttpTextReader.Read($"{head}{body}HTTP/1.1 500 Oops{lineEnd}{lineEnd}" + """{"code":"failed","message":"x"}""", "file").ToArray();

        Assert.Equal([404, 500], exchanges.Select(exchange => exchange.Status));
        Assert.Equal("""{"code":"not_found","message":"Nothing – 7."}""", exchanges[0].Body.Replace("\n", string.Empty, StringComparison.Ordinal));
        Assert.Equal("""{"code":"failed","message":"x"}""", exchanges[1].Body);
    }

    [Theory]
    [InlineData("5\r\n{\"a\":")]
    [InlineData("FFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}0\r\n\r\n")]
    [InlineData("2x\r\n{}\r\n0\r\n\r\n")]
    public void Broken_chunks_stay_as_they_are(string body)
    {
        var exchange = Assert.Single(HttpTextReader.Read($"HTTP/1.1 404 N\r\nTransfer-Encoding: chunked\r\n\r\n{body}", "file"));

        Assert.Equal(body.Trim(), exchange.Body);
    }

    [Fact]
    public void Sentences_of_faults_become_texts_by_their_kind()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"message":"No such user."}"""),
            Recordings.Response(422, """{"message":"Invalid.","errors":{"email":["The email field is required."],"name":["The name may be 5 characters, not longer than 5."]}}"""),
            Recordings.Response(422, """{"message":"Invalid.","errors":{"age":["The age field is required."],"nick":["The nick is longer than 20 characters."]}}"""),
            Recordings.Response(422, """{"message":"Invalid.","errors":{"first_name":["First name is too short (minimum is 2)."],"a.b":["The a.b field is required."],"size":["A valid integer is required."]}}"""));

        Assert.Equal(
            "fieldErrors: { texts: { missing: \"The {field} field is required.\", tooLong: \"The {field} is longer than {limit} characters.\" } }",
            Recordings.Member(inferred, "fieldErrors"));
        Assert.Equal(4, inferred.Same.Count);
    }

    [Fact]
    public void Several_texts_of_one_kind_are_noted_and_the_most_frequent_is_taken()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(
                422,
                """{"code":"invalid","message":"Wrong.","errors":[{"field":"a","code":"blank","message":"a is needed"},{"field":"b","code":"blank","message":"b is needed"},{"field":"c","code":"blank","message":"Say c"}]}"""),
            Recordings.Response(404, """{"code":"not_found","message":"Nothing."}"""));

        Assert.Contains("codes: { missing: blank }", Recordings.Member(inferred, "fieldErrors"), StringComparison.Ordinal);
        Assert.Contains("texts: { missing: \"{field} is needed\" }", Recordings.Member(inferred, "fieldErrors"), StringComparison.Ordinal);
        Assert.Contains(inferred.Notes, note => note.StartsWith("2 texts for the kind of fault 'missing' were recorded", StringComparison.Ordinal));
        Assert.Equal(2, inferred.Same.Count);
    }

    [Fact]
    public void Constants_are_noted_by_their_places()
    {
        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"ok":false,"error":{"code":"a_b","message":"It is one."},"result":null,"list":[],"version":"2"}""", "X-Zone: eu"),
            Recordings.Response(403, """{"ok":false,"error":{"code":"e_f","message":"It is two."},"result":null,"list":[],"version":"2"}""", "X-Zone: eu"));

        Assert.Contains(
            "Taken for constants, because they were the same wherever they were recorded: list, ok, result, the header field X-Zone, version.",
            inferred.Notes);
    }

    [Fact]
    public void Keys_of_requests_are_nowhere_in_the_contract()
    {
        var inferred = Recordings.Infer(
            "GET /v1/a HTTP/1.1\nHost: api.acme.example\nAuthorization: Bearer acme_live_S3cretS3cretS3cret\n\n",
            Recordings.Response(404, """{"code":"not_found","message":"Nothing."}"""));

        Assert.Equal("credentials: [{ kind: bearer, prefix: acme }]", Recordings.Member(inferred, "credentials"));
        Assert.Equal("api: acme", Recordings.Member(inferred, "api"));
        Assert.DoesNotContain("S3cret", inferred.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_wide_and_odd_bodies_are_left_out_or_said()
    {
        var deep = new StringBuilder().Insert(0, "{\"a\":", 40).Append('1').Append('}', 40).ToString();

        var inferred = Recordings.Infer(
            Recordings.Response(404, """{"code":"not_found","message":"Nothing."}"""),
            Recordings.Response(404, deep),
            Recordings.Response(404, """{"code":"a","code":"b"}"""),
            Recordings.Response(404, "<error/>"),
            Recordings.Response(404, string.Empty));

        Assert.Single(inferred.Samples);
        Assert.Equal(4, inferred.Notes.Count(note => note.Contains("was left out", StringComparison.Ordinal)));
        Assert.Contains(inferred.Notes, note => note.Contains("XML", StringComparison.Ordinal));
    }

    private static string? CodeFor(InferredContract inferred, Condition condition) =>
        inferred.Contract!.TryGetError(condition, out var definition) ? definition.Code : null;
}
