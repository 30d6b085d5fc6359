using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Guest;

/// <summary>Kinds of credentials of an application's own: how they are told apart, and whose they are. docs/credentials.md quotes them.</summary>
public sealed class AddedCredentialTests
{
    private static readonly string Contract = DoorHost.Contract
        .Replace("  - { kind: bearer, prefix: shop }", """
              - { kind: bearer, prefix: shop }
              - { kind: basic, header: Authorization, challenge: 'Basic realm="shop"' }
              - { kind: partner, header: X-Signature, challenge: 'Partner realm="shop"' }
            """, StringComparison.Ordinal)
        .Replace("per: account, allow: 50", "per: key, allow: 3", StringComparison.Ordinal);

    [Fact]
    public async Task Key_that_a_reader_finds_is_verified_as_every_key()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, null), await SendAsync(host, Basic($"{host.Key}:")));
        Assert.Equal((200, null), await SendAsync(host, ("Authorization", $"Bearer {host.Key}")));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Basic($"{host.Key}x:")));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, Basic($"{host.Key}:secret")));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, ("Authorization", "Basic =")));
        Assert.Equal((403, "no_scope"), await SendAsync(host, Basic($"{host.KeyWithoutScope}:")));
    }

    [Fact]
    public async Task Caller_whom_a_reader_verifies_has_an_account_scopes_and_claims()
    {
        await using var host = await StartAsync(endpoint: (HttpContext http, Account account) =>
            string.Join(
                ' ',
                account.Name,
                http.User.FindFirstValue(ClaimTypes.NameIdentifier),
                http.User.FindFirstValue("scope"),
                http.User.Identity?.AuthenticationType));
        var account = await AddPartnerAsync(host);

        using var answer = await GetAsync(host, Signed(host));

        Assert.Equal($"{account.Name} brook things:read Lintel", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var entry = await EntryAsync(host.Services);
        Assert.Equal((account.Id, null, """{"key":{"subject":"brook"}}"""), (entry.AccountId, entry.KeyId, entry.Compared));
    }

    [Fact]
    public async Task Credential_that_a_reader_refuses_is_answered_by_the_contract()
    {
        await using var host = await StartAsync();
        await AddPartnerAsync(host);

        Assert.Equal((401, "unauthenticated"), await SendAsync(host, ("X-Signature", "brook")));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host, name: "reed")));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host, path: "/shop/others")));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host, age: TimeSpan.FromMinutes(6))));
        Assert.Equal((200, null), await SendAsync(host, Signed(host, age: TimeSpan.FromMinutes(4))));
    }

    [Fact]
    public async Task Account_that_a_reader_names_must_be_there()
    {
        await using var host = await StartAsync();
        host.Services.GetRequiredService<Partners>().Add("brook", new Partner("acc_nobody", [1]));

        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host)));
        Assert.Contains("acc_nobody", (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_that_a_reader_names_must_be_one_of_the_api()
    {
        await using var host = await StartAsync(options => options.Contracts.Add(ContractReader.Read(Till, "till.yaml")));
        var (id, _) = await TestKeys.IssueAsync(host.Services, "till");
        host.Services.GetRequiredService<Partners>().Add("brook", new Partner(id, [1]));

        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host)));
        Assert.Contains("which is one of 'till'", (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("lintel:account")]
    [InlineData(ClaimTypes.NameIdentifier)]
    public void Claims_that_Lintel_gives_the_user_are_no_readers_to_give(string type) => Assert.Throws<ArgumentException>(
        () => CredentialResult.Account("acct_1", "brook", [], [new Claim(type, "things:write")]));

    [Fact]
    public void Subject_is_a_name_of_at_most_200_characters()
    {
        CredentialResult.Account("acct_1", new string('b', 200));

        Assert.Throws<ArgumentException>(() => CredentialResult.Account("acct_1", new string('b', 201)));
        Assert.Throws<ArgumentException>(() => CredentialResult.Account("acct_1", string.Empty));
    }

    [Fact]
    public async Task Handler_that_needs_a_key_tells_the_log_that_a_caller_has_none()
    {
        await using var host = await StartAsync(endpoint: (ApiKey key) => key.Id);
        await AddPartnerAsync(host);

        Assert.Equal((200, null), await SendAsync(host, Basic($"{host.Key}:")));
        Assert.Equal((500, "error"), await SendAsync(host, Signed(host)));
        Assert.Contains("'partner', which brings none. Take ApiKey?", (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_credentials_at_once_are_malformed()
    {
        await using var host = await StartAsync();
        await AddPartnerAsync(host);

        Assert.Equal((401, "unauthenticated"), await SendAsync(host, Basic($"{host.Key}:"), Signed(host)));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, ("Authorization", $"Bearer {host.Key}"), Signed(host)));
    }

    [Fact]
    public async Task Caller_without_credential_is_told_every_challenge()
    {
        await using var host = await StartAsync();

        using var answer = await GetAsync(host);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal(["Bearer realm=\"shop\"", "Basic realm=\"shop\"", "Partner realm=\"shop\""], answer.Headers.GetValues("WWW-Authenticate"));
    }

    [Fact]
    public async Task Limit_per_key_counts_each_subject_by_itself()
    {
        await using var host = await StartAsync();
        await AddPartnerAsync(host);
        await AddPartnerAsync(host, "reed");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((200, null), await SendAsync(host, Signed(host)));
        }

        Assert.Equal((429, "rate"), await SendAsync(host, Signed(host)));
        Assert.Equal((200, null), await SendAsync(host, Signed(host, name: "reed")));
    }

    [Fact]
    public async Task Refusals_of_a_reader_count_as_failed_authentication_of_the_address()
    {
        await using var host = await StartAsync(options => options.FailedAuthenticationsPerMinute = 2);

        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host)));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host)));
        Assert.Equal((429, "rate"), await SendAsync(host, Signed(host)));
    }

    [Fact]
    public async Task Operation_takes_the_kinds_that_it_says()
    {
        await using var host = await StartAsync(map: endpoint => endpoint.AcceptsCredential("partner"));
        await AddPartnerAsync(host);

        Assert.Equal((200, null), await SendAsync(host, Signed(host)));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, Basic($"{host.Key}:")));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, ("Authorization", $"Bearer {host.Key}")));
    }

    [Fact]
    public async Task Operation_with_an_optional_credential_refuses_a_bad_one()
    {
        await using var host = await StartAsync(map: endpoint => endpoint.OptionalCredential(), endpoint: (Account? account) => account?.Name ?? "nobody");

        Assert.Equal((200, null), await SendAsync(host));
        Assert.Equal((401, "bad_key"), await SendAsync(host, Signed(host)));
    }

    [Theory]
    [InlineData(true, "no reading today")]
    [InlineData(false, "Silent has returned no result.")]
    public async Task Reader_that_fails_lets_nothing_run(bool throws, string cause)
    {
        var ran = false;
        await using var host = await StartAsync(
            endpoint: () => ran = true,
            partner: lintel => _ = throws ? lintel.AddCredential<Throwing>("partner") : lintel.AddCredential<Silent>("partner"));

        Assert.Equal((500, "error"), await SendAsync(host, ("X-Signature", "x")));
        Assert.False(ran);
        Assert.Contains(cause, (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_without_reader_undefined_codes_and_scoped_parameters_are_refused_at_start()
    {
        var unread = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(partner: _ => { }));
        var faulty = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(partner: lintel => lintel.AddCredential<Scoped>("partner")));

        Assert.Contains("shop.yaml has credentials of the kind 'partner', which nothing reads.", unread.Message, StringComparison.Ordinal);
        Assert.Contains("Scoped raises 'left_over', which shop.yaml has no error definition for.", faulty.Message, StringComparison.Ordinal);
        Assert.Contains("The constructor of Scoped takes Session, a scoped service", faulty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kind_is_a_word_that_no_other_has()
    {
        var options = new LintelOptions().AddCredential<PartnerReader>("partner");

        Assert.Contains("'partner' already", Refused(() => options.AddCredential<BasicKeyReader>("partner")), StringComparison.Ordinal);
        Assert.Contains("'bearer' already", Refused(() => options.AddCredential<BasicKeyReader>("bearer")), StringComparison.Ordinal);
        Assert.Contains("'Basic' is no word", Refused(() => options.AddCredential<BasicKeyReader>("Basic")), StringComparison.Ordinal);

        static string Refused(Action add) => Assert.Throws<ArgumentException>(add).Message;
    }

    [Theory]
    [InlineData("kind: partner", "kind: partners")]
    [InlineData("kind: partner", "kind: basic")]
    [InlineData("kind: partner, header: X-Signature", "kind: partner, header: X Signature")]
    [InlineData("kind: partner, header: X-Signature", "kind: partner, prefix: shop")]
    public void Contract_with_a_faulty_kind_of_its_own_is_refused(string piece, string replacement) => Assert.NotEmpty(
        Assert.Throws<ContractException>(
            () => ContractReader.Read(Contract.Replace(piece, replacement, StringComparison.Ordinal), "shop.yaml", null, ["basic", "partner"])).Faults);

    private static readonly string Till = DoorHost.Contract.Replace("api: shop", "api: till", StringComparison.Ordinal)
        .Replace("basePath: /shop", "basePath: /till", StringComparison.Ordinal)
        .Replace("prefix: shop", "prefix: till", StringComparison.Ordinal);

    private static (string Name, string Value) Basic(string text) => ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}");

    private static (string Name, string Value) Signed(GuestHost host, string name = "brook", string path = "/shop/things", TimeSpan age = default)
    {
        var seconds = (host.Services.GetRequiredService<TimeProvider>().GetUtcNow() - age).ToUnixTimeSeconds();
        var text = Encoding.UTF8.GetBytes($"{seconds}\nGET\n{path}");
        return ("X-Signature", $"{name}:{seconds}:{Convert.ToHexStringLower(HMACSHA256.HashData(new byte[] { 1 }, text))}");
    }

    private static async Task<Account> AddPartnerAsync(GuestHost host, string name = "brook")
    {
        var (id, _) = await TestKeys.IssueAsync(host.Services, "shop");
        host.Services.GetRequiredService<Partners>().Add(name, new Partner(id, [1]));
        return (await host.Services.GetRequiredService<Lintel.Accounts.AccountService>().FindAsync(id, CancellationToken.None))!;
    }

    private static Task<GuestHost> StartAsync(
        Action<LintelOptions>? options = null,
        Action<RouteHandlerBuilder>? map = null,
        Delegate? endpoint = null,
        Action<LintelOptions>? partner = null) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            var things = app.MapGet("/shop/things", endpoint ?? (() => "things")).RequireScope("things:read");
            map?.Invoke(things);
        },
        services => services.AddSingleton(new Partners()).AddScoped<Session>(),
        lintel =>
        {
            lintel.AddCredential<BasicKeyReader>("basic");
            (partner ?? (lintel => lintel.AddCredential<PartnerReader>("partner")))(lintel);
            lintel.Contracts.Clear();
            lintel.Contracts.Add(ContractReader.Read(Contract, "shop.yaml", null, ["basic", "partner"]));
            options?.Invoke(lintel);
        });

    private static async Task<(int Status, string? Code)> SendAsync(GuestHost host, params (string Name, string Value)[] headers)
    {
        var answer = await host.SendAsync("GET", "/shop/things", null, null, headers);
        return (answer.Status, answer.Code);
    }

    private static async Task<HttpResponseMessage> GetAsync(GuestHost host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/shop/things");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<RequestLogEntry> EntryAsync(IServiceProvider services)
    {
        await services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        var page = await services.GetRequiredService<IRequestLogStore>().SearchAsync(new RequestLogQuery { Api = "shop", Limit = 1 }, CancellationToken.None);
        return Assert.Single(page.Entries);
    }

    private sealed class Session;

    private sealed class Throwing : ICredentialReader
    {
        public bool IsPresented(HttpRequest request) => request.Headers.ContainsKey("X-Signature");

        public ValueTask<CredentialResult> VerifyAsync(ApiCall call) => throw new InvalidOperationException("no reading today");
    }

    private sealed class Silent : ICredentialReader
    {
        public bool IsPresented(HttpRequest request) => request.Headers.ContainsKey("X-Signature");

        public ValueTask<CredentialResult> VerifyAsync(ApiCall call) => ValueTask.FromResult<CredentialResult>(null!);
    }

    [RaisesError("left_over")]
    private sealed class Scoped(Session session) : ICredentialReader
    {
        public bool IsPresented(HttpRequest request) => session is not null;

        public ValueTask<CredentialResult> VerifyAsync(ApiCall call) => ValueTask.FromResult<CredentialResult>(Refusal.WithCode("left_over"));
    }
}
