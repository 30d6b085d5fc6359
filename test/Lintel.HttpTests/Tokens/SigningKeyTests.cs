using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Tokens;

/// <summary>The issuer's keys: read once at a time, kept, rotated, and kept again while the issuer is away.</summary>
public sealed class SigningKeyTests
{
    private static readonly TimeSpan Pause = SigningKeyCache.PauseAfterSuccess;

    [Fact]
    public async Task Keys_are_read_once_for_many_requests()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var gate = new TaskCompletionSource();
        Hold(issuer, gate.Task);
        await using var host = await TokenHost.StartAsync(issuer);

        var answers = Enumerable.Range(0, 20).Select(i => host.GetAsync(host.Token(person: $"p{i}"))).ToArray();
        await UntilAsync(() => issuer.Fetches == 1);
        gate.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, issuer.Fetches);
    }

    [Fact]
    public async Task New_key_of_the_issuer_is_read_when_a_token_names_it()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        host.Issuer.KeySet = TokenIssuer.SetOf(TokenIssuer.RsaJwk("next", TokenIssuer.OtherRsa));
        var next = () => host.Token(keyId: "next", key: TokenIssuer.OtherRsa);

        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(next())));
        host.Clock.Advance(Pause);
        Assert.Equal(200, (await host.GetAsync(next())).Status);
        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token())));
        Assert.Equal(2, host.Issuer.Fetches);
    }

    [Fact]
    public async Task Tokens_with_made_up_key_ids_ask_the_issuer_at_most_every_thirty_seconds()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token(keyId: $"made-up-{i}"))));
            }

            host.Clock.Advance(Pause);
        }

        Assert.Equal(3, host.Issuer.Fetches);
    }

    [Fact]
    public async Task Key_that_the_issuer_has_withdrawn_is_used_no_longer_than_twenty_minutes()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        host.Issuer.KeySet = TokenIssuer.SetOf(TokenIssuer.RsaJwk("next", TokenIssuer.OtherRsa));

        host.Clock.Advance(2 * SigningKeyCache.RefreshAfter);

        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token())));
    }

    [Fact]
    public async Task Keys_are_read_again_in_the_background_while_they_stay_in_use()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        var gate = new TaskCompletionSource();
        Hold(host.Issuer, gate.Task);
        host.Clock.Advance(SigningKeyCache.RefreshAfter);

        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        await UntilAsync(() => host.Issuer.Fetches == 2);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        gate.SetResult();
        Assert.Equal(2, host.Issuer.Fetches);
    }

    [Fact]
    public async Task Last_keys_stay_in_use_for_a_day_while_the_issuer_is_away()
    {
        await using var host = await TokenHost.StartAsync();
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        host.Issuer.Answer = Failing;

        host.Clock.Advance(SigningKeyCache.KeepFor - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);

        // A key that is not among them may be a new one, which nobody can tell now.
        Assert.Equal((503, "unavailable"), Outcome(await host.GetAsync(host.Token(keyId: "next"))));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((503, "unavailable"), Outcome(await host.GetAsync(host.Token())));
        Assert.Contains(host.Log.Lines, line => line.Contains("could not be read from http://127.0.0.1", StringComparison.Ordinal)
            && line.Contains("The last ones stay in use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Issuer_that_is_away_at_first_keeps_no_application_from_starting()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var (good, host) = (issuer.Answer, (TokenHost?)null);
        issuer.Answer = Failing;
        await using (host = await TokenHost.StartAsync(issuer, configure: options => options.FailedAuthenticationsPerMinute = 1))
        {
            Assert.Equal(200, (await host.GetAsync(host.Key)).Status);
            var refused = await host.GetAsync(host.Token());
            Assert.Equal((503, "unavailable", "5"), (refused.Status, refused.Code, refused.Headers["Retry-After"]));

            // Nobody has failed to authenticate.
            Assert.Equal((503, "unavailable"), Outcome(await host.GetAsync(host.Token())));
            issuer.Answer = good;
            host.Clock.Advance(SigningKeyCache.PauseAfterFailure);
            Assert.Equal(200, (await host.GetAsync(host.Token())).Status);
        }
    }

    [Fact]
    public async Task Request_waits_for_an_issuer_that_does_not_answer_no_longer_than_the_bound()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var gate = new TaskCompletionSource();
        Hold(issuer, gate.Task);
        await using var host = await TokenHost.StartAsync(issuer);
        await UntilAsync(() => issuer.Fetches == 1);

        var waiting = host.GetAsync(host.Token());
        host.Clock.Advance(SigningKeyCache.LongestWait);

        Assert.Equal((503, "unavailable"), Outcome(await waiting));
        gate.SetResult();
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("huge")]
    [InlineData("html")]
    [InlineData("empty")]
    [InlineData("twice")]
    [InlineData("private")]
    [InlineData("many")]
    [InlineData("oct")]
    [InlineData("weak")]
    public async Task Answer_that_is_no_key_set_is_not_used(string answer)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var other = await TokenIssuer.StartAsync();
        issuer.Answer = http => AnswerAsync(http, answer, issuer, other);
        await using var host = await TokenHost.StartAsync(issuer);

        Assert.Equal((503, "unavailable"), Outcome(await host.GetAsync(host.Token())));
        Assert.Equal(0, other.Fetches);
    }

    [Theory]
    [InlineData("""{"use":"enc"}""")]
    [InlineData("""{"key_ops":["encrypt"]}""")]
    [InlineData("""{"alg":"PS256"}""")]
    [InlineData("""{"alg":"RSA-OAEP"}""")]
    [InlineData("""{"kty":"EC"}""")]
    [InlineData("""{"e":"AQABAQABAQAB"}""")]
    public async Task Key_for_something_else_verifies_no_token(string members)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var key = TokenIssuer.RsaJwk("rsa", TokenIssuer.Rsa);
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(members)!.AsObject())
        {
            key[name] = value!.DeepClone();
        }

        issuer.KeySet = TokenIssuer.SetOf(key, TokenIssuer.EcJwk("ec"));
        await using var host = await TokenHost.StartAsync(issuer);

        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(host.Token())));
    }

    [Fact]
    public async Task Token_without_key_id_is_verified_by_the_only_key_of_its_algorithm()
    {
        await using var host = await TokenHost.StartAsync();
        var token = () => TokenIssuer.Sign("""{"alg":"RS256","typ":"at+jwt"}""", host.Claims().ToJsonString());
        Assert.Equal(200, (await host.GetAsync(token())).Status);

        host.Issuer.KeySet = TokenIssuer.SetOf(TokenIssuer.RsaJwk("rsa", TokenIssuer.Rsa), TokenIssuer.RsaJwk("other", TokenIssuer.OtherRsa));
        host.Clock.Advance(2 * SigningKeyCache.RefreshAfter);

        Assert.Equal((401, "credential_invalid"), Outcome(await host.GetAsync(token())));
    }

    [Fact]
    public async Task Keys_in_a_file_are_rotated_there()
    {
        using var folder = new Harness.TemporaryFolder();
        var file = Path.Combine(folder.Path, "issuer.jwks.json");
        await File.WriteAllTextAsync(file, TokenIssuer.SetOf(TokenIssuer.RsaJwk("rsa", TokenIssuer.Rsa)), TestContext.Current.CancellationToken);
        await using var issuer = await TokenIssuer.StartAsync();
        await using var host = await TokenHost.StartAsync(issuer, text => text.Replace(issuer.Address, file, StringComparison.Ordinal));
        Assert.Equal(200, (await host.GetAsync(host.Token())).Status);

        await File.WriteAllTextAsync(file, TokenIssuer.SetOf(TokenIssuer.RsaJwk("next", TokenIssuer.OtherRsa)), TestContext.Current.CancellationToken);
        host.Clock.Advance(Pause);

        Assert.Equal(200, (await host.GetAsync(host.Token(keyId: "next", key: TokenIssuer.OtherRsa))).Status);
        File.Delete(file);
        host.Clock.Advance(2 * SigningKeyCache.RefreshAfter);
        Assert.Equal(200, (await host.GetAsync(host.Token(keyId: "next", key: TokenIssuer.OtherRsa))).Status);
        Assert.Equal(0, issuer.Fetches);
    }

    [Theory]
    [InlineData(null, "which cannot be read")]
    [InlineData("{}", "which is no key set for access tokens")]
    public async Task File_that_cannot_be_used_is_refused_at_start(string? content, string fault)
    {
        using var folder = new Harness.TemporaryFolder();
        var file = Path.Combine(folder.Path, "issuer.jwks.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        }

        await using var issuer = await TokenIssuer.StartAsync();
        var thrown = await Assert.ThrowsAnyAsync<Exception>(
            () => TokenHost.StartAsync(issuer, text => text.Replace(issuer.Address, file, StringComparison.Ordinal)));

        Assert.Contains($"orders.yaml names {file}, {fault}", thrown.Message, StringComparison.Ordinal);
    }

    private static Task Failing(HttpContext http)
    {
        http.Response.StatusCode = 500;
        return Task.CompletedTask;
    }

    private static void Hold(TokenIssuer issuer, Task gate)
    {
        var answer = issuer.Answer;
        issuer.Answer = async http =>
        {
            await gate;
            await answer(http);
        };
    }

    private static async Task AnswerAsync(HttpContext http, string answer, TokenIssuer issuer, TokenIssuer other)
    {
        if (answer == "redirect")
        {
            http.Response.Redirect(other.Address);
            return;
        }

        using var weak = System.Security.Cryptography.RSA.Create(1024);
        await http.Response.WriteAsync(answer switch
        {
            "huge" => issuer.KeySet[..^1] + $",\"more\":\"{new string('x', 300 * 1024)}\"}}",
            "html" => "<html></html>",
            "twice" => issuer.KeySet.Replace("\"kid\":\"rsa\"", "\"kid\":\"rsa\",\"kid\":\"rsa\"", StringComparison.Ordinal),
            "private" => issuer.KeySet.Replace("\"kid\":\"rsa\"", "\"kid\":\"rsa\",\"d\":\"AQAB\"", StringComparison.Ordinal),
            "many" => TokenIssuer.SetOf([.. Enumerable.Range(0, 101).Select(i => TokenIssuer.RsaJwk(i == 0 ? "rsa" : $"k{i}", TokenIssuer.Rsa))]),
            "oct" => """{"keys":[{"kty":"oct","kid":"rsa","k":"AAAA"}]}""",
            "weak" => TokenIssuer.SetOf(TokenIssuer.RsaJwk("rsa", weak)),
            _ => string.Empty,
        });
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static (int Status, string? Code) Outcome(GuestAnswer answer) => (answer.Status, answer.Code);
}
