using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace Lintel.HttpTests.Tokens;

/// <summary>Tokens that must not be taken, by RFC 8725 (JSON Web Token best current practices) and RFC 9068 (access tokens).</summary>
public sealed class AccessTokenFaultTests : IAsyncLifetime
{
    private const string Header = """{"alg":"RS256","typ":"at+jwt","kid":"rsa"}""";

    private TokenHost _host = null!;

    /// <summary>A header, and the code that its token is answered by.</summary>
    public static TheoryData<string, string> Headers { get; } = new()
    {
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa"}""", "" },
        { """{"alg":"RS256","typ":"AT+JWT","kid":"rsa"}""", "" },
        { """{"alg":"RS256","typ":"application/at+jwt","kid":"rsa"}""", "" },
        { """{"alg":"RS256","typ":"JWT","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS256","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"logout+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":7,"kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"none","typ":"at+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"NonE","typ":"at+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"rs256","typ":"at+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS512","typ":"at+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"typ":"at+jwt","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","crit":["exp"]}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","crit":[]}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","b64":false,"crit":["b64"]}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","enc":"A256GCM"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","kid":"rsa"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa","\u0061lg":"none"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":5}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":""}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"\ud800"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"a\u0000b"}""", "credential_malformed" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"../../etc/passwd"}""", "credential_invalid" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"rsa' OR '1'='1"}""", "credential_invalid" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"http://127.0.0.1/jwks.json"}""", "credential_invalid" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"RSA"}""", "credential_invalid" },
        { """{"alg":"ES256","typ":"at+jwt","kid":"rsa"}""", "credential_invalid" },
        { """{"alg":"RS256","typ":"at+jwt","kid":"ec"}""", "credential_invalid" },
        { """{"alg":"PS256","typ":"at+jwt","kid":"rsa"}""", "credential_invalid" },
    };

    /// <summary>A claim, its JSON (empty for none), and the code that the token is answered by. The clock stands at second 1773230400.</summary>
    public static TheoryData<string, string, string> Claims { get; } = new()
    {
        { "exp", "", "credential_malformed" },
        { "exp", "\"1773230700\"", "credential_malformed" },
        { "exp", "1e300", "credential_malformed" },
        { "exp", "-1", "credential_malformed" },
        { "exp", "null", "credential_malformed" },
        { "exp", "1773230400", "" },
        { "exp", "1773230370.5", "" },
        { "exp", "1773230370", "token_expired" },
        { "exp", "1", "token_expired" },
        { "exp", "1773316800", "" },
        { "exp", "1773316801", "token_misdirected" },
        { "iat", "", "credential_malformed" },
        { "iat", "1773230430", "" },
        { "iat", "1773230431", "token_expired" },
        { "nbf", "1773230430", "" },
        { "nbf", "1773230431", "token_expired" },
        { "nbf", "\"now\"", "credential_malformed" },
        { "iss", "", "credential_invalid" },
        { "iss", "\"https://login.example.com\"", "credential_invalid" },
        { "iss", "\"https://evil.example.com/\"", "credential_invalid" },
        { "iss", "[\"https://login.example.com/\"]", "credential_invalid" },
        { "aud", "", "token_misdirected" },
        { "aud", "[]", "token_misdirected" },
        { "aud", "\"https://api.example.com/orders/\"", "token_misdirected" },
        { "aud", "\"https://api.example.com/payments\"", "token_misdirected" },
        { "aud", "[\"https://api.example.com/payments\",\"https://api.example.com/orders\"]", "" },
        { "aud", "[\"https://api.example.com/payments\"]", "token_misdirected" },
        { "sub", "", "credential_malformed" },
        { "sub", "\"\"", "credential_malformed" },
        { "sub", "\"a\\nb\"", "credential_malformed" },
        { "sub", "[\"ada\"]", "credential_malformed" },
        { "orders_account", "", "credential_malformed" },
        { "orders_account", "7", "credential_malformed" },
        { "scope", "7", "credential_malformed" },
        { "scope", "[7]", "credential_malformed" },
        { "jti", "", "" },
        { "jti", "7", "credential_malformed" },
        { "deep", "[[[[[[[1]]]]]]]", "" },
        { "deep", "[[[[[[[[1]]]]]]]]", "credential_malformed" },
    };

    public async ValueTask InitializeAsync() => _host = await TokenHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Token_is_taken_by_its_header(string header, string code) =>
        await AnswersAsync(TokenIssuer.Sign(header, _host.Claims().ToJsonString()), code);

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task Token_is_taken_by_its_claims(string claim, string json, string code) => await AnswersAsync(
        _host.Token(claims =>
        {
            claims.Remove(claim);
            if (json.Length > 0)
            {
                claims[claim] = JsonNode.Parse(json);
            }
        }),
        code);

    [Theory]
    [InlineData("RS256")]
    [InlineData("HS256")]
    [InlineData("none")]
    public async Task Public_key_is_no_secret_that_a_token_could_be_signed_with(string algorithm)
    {
        var header = $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"rsa"}""";
        foreach (var secret in new[] { TokenIssuer.Rsa.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(TokenIssuer.Rsa.ExportSubjectPublicKeyInfoPem()) })
        {
            await AnswersAsync(
                TokenIssuer.SignHmac(header, _host.Claims().ToJsonString(), secret),
                algorithm == "RS256" ? "credential_invalid" : "credential_malformed");
        }
    }

    [Fact]
    public async Task Key_that_the_header_brings_or_points_to_is_ignored()
    {
        await using var evil = await TokenIssuer.StartAsync();
        evil.KeySet = TokenIssuer.SetOf(TokenIssuer.RsaJwk("rsa", TokenIssuer.OtherRsa));
        var jwk = TokenIssuer.RsaJwk("rsa", TokenIssuer.OtherRsa).ToJsonString();

        foreach (var more in new[] { $"\"jku\":\"{evil.Address}\"", $"\"x5u\":\"{evil.Address}\"", $"\"jwk\":{jwk}", "\"x5c\":[\"MIIB\"]", "\"x5t\":\"rsa\"" })
        {
            var header = $$"""{"alg":"RS256","typ":"at+jwt","kid":"rsa",{{more}}}""";
            await AnswersAsync(TokenIssuer.Sign(header, _host.Claims().ToJsonString(), TokenIssuer.OtherRsa), "credential_invalid");
            await AnswersAsync(TokenIssuer.Sign(header, _host.Claims().ToJsonString()), string.Empty);
        }

        Assert.Equal(0, evil.Fetches);
    }

    [Fact]
    public async Task Token_of_an_elliptic_curve_is_taken_with_its_own_algorithm_alone()
    {
        await AnswersAsync(TokenIssuer.SignEc("""{"alg":"ES256","typ":"at+jwt","kid":"ec"}""", _host.Claims().ToJsonString()), string.Empty);
        await AnswersAsync(TokenIssuer.SignEc("""{"alg":"ES256","typ":"at+jwt"}""", _host.Claims().ToJsonString()), string.Empty);
        await AnswersAsync(TokenIssuer.SignEc("""{"alg":"ES384","typ":"at+jwt","kid":"ec"}""", _host.Claims().ToJsonString()), "credential_malformed");
        await AnswersAsync(TokenIssuer.SignEc("""{"alg":"RS256","typ":"at+jwt","kid":"ec"}""", _host.Claims().ToJsonString()), "credential_invalid");
    }

    [Fact]
    public async Task Payload_that_names_a_member_twice_is_malformed()
    {
        var claims = _host.Claims().ToJsonString();

        foreach (var name in new[] { "sub", "s\\u0075b" })
        {
            var twice = claims.Replace("\"sub\":", $"\"{name}\":\"root\",\"sub\":", StringComparison.Ordinal);
            await AnswersAsync(TokenIssuer.Sign(Header, twice), "credential_malformed");
        }
    }

    [Fact]
    public async Task Token_with_too_much_in_it_is_malformed()
    {
        await AnswersAsync(_host.Token(claims => claims["more"] = new string('x', 11_000)), string.Empty);
        await AnswersAsync(_host.Token(claims => claims["more"] = new string('x', 13_000)), "credential_malformed");
        await AnswersAsync(Many(91), string.Empty);
        await AnswersAsync(Many(92), "credential_malformed");
        await AnswersAsync(_host.Token(claims => claims["sub"] = new string('x', 201)), "credential_malformed");
        await AnswersAsync(
            TokenIssuer.Sign($$"""{"alg":"RS256","typ":"at+jwt","kid":"rsa","more":"{{new string('x', 2000)}}"}""", _host.Claims().ToJsonString()),
            "credential_malformed");

        string Many(int more) => _host.Token(claims =>
        {
            for (var i = 0; i < more; i++)
            {
                claims[$"c{i}"] = i;
            }
        });
    }

    [Fact]
    public async Task Text_that_is_no_signed_token_is_malformed()
    {
        var token = _host.Token();
        var (header, payload) = (token.Split('.')[0], token.Split('.')[1]);
        foreach (var text in new[]
        {
            $"{header}.{payload}.",
            $"{header}.{payload}",
            $"{header}..{token.Split('.')[2]}",
            $"{token}.{payload}",
            $"{header}.{payload}.{payload}.{payload}.{payload}",
            $"{token}=",
            $"{header}.{payload} .{token.Split('.')[2]}",
            $"{header}.{TokenIssuer.Encode("[]")}.{token.Split('.')[2]}",
            $"{header}.{TokenIssuer.Encode(token)}.{token.Split('.')[2]}",
            $"{header}.{TokenIssuer.Encode("{\"a\":1,}")}.{token.Split('.')[2]}",
            $"{header}.{Base64Url.EncodeToString([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'])}.{token.Split('.')[2]}",
        })
        {
            await AnswersAsync(text, "credential_malformed");
        }
    }

    [Fact]
    public async Task Token_that_was_changed_is_not_known()
    {
        var parts = _host.Token().Split('.');
        var admin = TokenIssuer.Encode(_host.Claims("root").ToJsonString());

        await AnswersAsync($"{parts[0]}.{admin}.{parts[2]}", "credential_invalid");
        await AnswersAsync($"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}", "credential_invalid");
        await AnswersAsync($"{parts[0]}.{parts[1]}.{parts[2][..40]}", "credential_invalid");
        await AnswersAsync(_host.Token(key: TokenIssuer.OtherRsa), "credential_invalid");
    }

    [Fact]
    public async Task Log_says_why_a_token_was_refused_and_nothing_of_it()
    {
        await AnswersAsync(_host.Token(claims => claims["exp"] = 1), "token_expired");
        var entry = await _host.EntryAsync();

        Assert.Equal("credential.expired", entry.Condition);
        Assert.Contains("The token of 'ada' cannot be used: its time was over at 1970-01-01", entry.Cause, StringComparison.Ordinal);
    }

    /// <param name="token">The token.</param>
    /// <param name="code">The code of the answer; empty for 200.</param>
    private async Task AnswersAsync(string token, string code)
    {
        var answer = await _host.GetAsync(token);
        var why = answer.Status == 200 ? string.Empty : (await _host.EntryAsync()).Cause;
        var expected = (code.Length == 0 ? 200 : 401, code);
        Assert.True(expected == (answer.Status, answer.Code ?? string.Empty), $"{answer.Status} {answer.Code} {why} in place of {code}");
    }
}
