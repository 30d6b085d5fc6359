using FsCheck;
using FsCheck.Fluent;
using Lintel.Applications;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Sessions;

namespace Lintel.Tests.RequestLog;

public sealed class SecretMaskTests
{
    private static readonly KeyScheme Own = new() { Kind = CredentialKind.Bearer, Header = "Authorization", Challenge = "Bearer", Prefix = "shop" };
    private static readonly KeyScheme Opaque = Own with { Prefix = "admx", Hash = SecretHash.Sha256 };
    private static readonly KeyScheme Formed = Own with { Prefix = "blz_mgmt", Form = new KeyForm("bak_", 16, 48) };
    private static readonly SessionScheme Bare = new()
    {
        Kind = CredentialKind.SessionCookie,
        Header = "Cookie",
        Challenge = "Cookie",
        Cookie = "session",
        Lifetime = TimeSpan.FromHours(1)
    };
    private static readonly SessionScheme Prefixed = Bare with { Prefix = "vct" };

    private static readonly ApplicationScheme Program = new()
    {
        Kind = CredentialKind.Application,
        Header = "X-Client-Id",
        Challenge = "Application",
        ClientSecretHeader = "X-Client-Secret",
        ApiKeyHeader = "X-Api-Key",
        ClientIdPrefix = "cid",
        ClientSecretPrefix = "cs",
        ApiKeyPrefix = "ak",
    };

    private static readonly JwtScheme Token = new()
    {
        Kind = CredentialKind.Jwt,
        Header = "Authorization",
        Challenge = "Bearer",
        Issuer = "issuer",
        Audiences = ["shop"],
        Keys = "https://login.example/keys",
        Algorithms = ["RS256"],
        ClockSkew = TimeSpan.Zero,
        Lifetime = TimeSpan.FromDays(1),
        Claims = new JwtClaims("account", "scope", "sub", []),
    };

    private static readonly SecretMask Mask = SecretMask.Of((IReadOnlyList<CredentialScheme>)[Own, Opaque, Formed, Bare, Prefixed, Program]);

    private static readonly Func<string>[] Secrets =
    [
        () => KeyText.Generate(Own, "live"), () => KeyText.Generate(Opaque, "test"), () => KeyText.Generate(Formed, "live"),
        () => SessionToken.Generate(Bare), () => SessionToken.Generate(Prefixed),
        () => new ApplicationCredentials(Program, "live").NewClientId(),
        () => new ApplicationCredentials(Program, "live").NewClientSecret(),
        () => new ApplicationCredentials(Program, "live").NewApiKey(),
    ];

    // Characters that are no digits of a token stand beside it: with others it would be another text. What follows may have the form of a token by itself,
    // such as 43 characters of prefixes in a row.
    private static Arbitrary<(string Before, string Secret, string After)> Texts { get; } =
        (from before in Around from secret in Gen.Elements(Secrets) from after in Around select (before, secret(), "/" + after)).ToArbitrary();

    private static Gen<string> Around => Gen.Elements("", "/", " key=", "\"", "é ", "shop_", "shop_live_", "cs_", ".", "\0", "a b c/", "?x=1&y=")
        .ListOf().Select(parts => string.Concat(parts) + "/");

    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl", "eyJ***")]
    [InlineData("/a/eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl?b", "/a/eyJ***?b")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9%2EeyJzdWIiOiJhZGEifQ%2Ec2lnbmF0dXJl", "eyJ***")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln, Bearer x", "Bearer eyJ***, Bearer x")]
    [InlineData("GciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl", "GciOiJSUzI1NiJ9.eyJ***")]
    [InlineData("eyJpZCI6NywibmFtZSI6ImFkYSJ9", "eyJpZCI6NywibmFtZSI6ImFkYSJ9")]
    [InlineData("eyJ.a.b", "eyJ.a.b")]
    public void Access_token_is_masked_with_all_of_its_parts(string text, string masked) => Assert.Equal(masked, SecretMask.Of([Token]).Mask(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Secret_is_masked_however_often_it_was_percent_encoded(int times)
    {
        var text = "/keys/shop_live_abcdefghijkl_" + new string('Z', 43);
        for (var i = 0; i < times; i++)
        {
            text = text.Replace("%", "%25", StringComparison.Ordinal).Replace("_", "%5F", StringComparison.Ordinal);
        }

        Assert.DoesNotContain("ZZZ", SecretMask.Of([Own]).Mask(text), StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_left_in_any_text() => Prop.ForAll(Texts, text =>
    {
        var masked = Mask.Mask(text.Before + text.Secret + text.After);
        return !masked.Contains(text.Secret[^12..], StringComparison.Ordinal)
            && masked.Contains("***", StringComparison.Ordinal)
            && masked.EndsWith(Mask.Mask(text.After), StringComparison.Ordinal)
            && ReferenceEquals(Mask.Mask(masked), masked);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Several_secrets_and_other_cases_of_a_prefix_are_masked()
    {
        var key = KeyText.Generate(Own, "live");

        Assert.Equal("shop_*** shop_***, admx_***.", Mask.Mask($"{key} {key.ToUpperInvariant()}, {KeyText.Generate(Opaque, "live")}."));
        Assert.Equal("/shop/things/shop_***", Mask.Mask($"/shop/things/{key[..^4]}"));
        Assert.Equal("/shop/things/shop_***", Mask.Mask($"/shop/things/{key}xyz"));
        Assert.Equal("***", Mask.Mask($"x-{key}"));
        Assert.Equal("x-shop_***", SecretMask.Of((IReadOnlyList<CredentialScheme>)[Own]).Mask($"x-{key}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop_")]
    [InlineData("shop_live_")]
    [InlineData("/shop_customers_of_the_last_years_and_their_invoices")]
    [InlineData("physics_department_of_a_university_somewhere_else")]
    [InlineData("blz_mgmt_bak_0123456789abcdef")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("a-rather-long-path-segment-of-words-that-are-parted-by-hyphens-only")]
    public void Other_text_stays_the_same_instance(string text) => Assert.Same(text, Mask.Mask(text));

    [Fact]
    public void Refusal_is_masked_in_all_its_texts_and_stays_itself_where_it_has_no_secret()
    {
        var key = KeyText.Generate(Own, "live");
        var clean = Refusal.Missing("Job", "7").RetryIn(3);
        var refusal = Refusal.WithCode("own", ("id", key), ("ids", new[] { "a", key }), ("count", 3), ("uri", new Uri("https://example.test/" + key)))
            .WithFaults([new FieldFault(FieldLocation.Body, key, FieldFaultKind.Unknown, $"Field '{key}' is not known.")])
            .BecauseOf(new InternalCause($"Nobody has {key}."))
            .RetryIn(3);
        var masked = Mask.Mask(refusal);

        Assert.Same(clean, Mask.Mask(clean));
        Assert.Equal("shop_***", masked["id"]);
        Assert.Equal(["a", "shop_***"], (IReadOnlyList<string>)masked["ids"]!);
        Assert.Equal(3, masked["count"]);
        Assert.Equal("https://example.test/shop_***", masked["uri"]);
        Assert.Equal(("shop_***", "Field 'shop_***' is not known."), (masked.Faults[0].Field, masked.Faults[0].Problem));
        Assert.Equal(("Nobody has shop_***.", 3, "own"), (masked.Cause!.Description, masked.RetryAfter, masked.Code));
    }

    [Fact]
    public void Contracts_without_credentials_have_nothing_to_mask() =>
        Assert.Equal("shop_live_x", SecretMask.Of((IReadOnlyList<CredentialScheme>)[]).Mask("shop_live_x"));
}
