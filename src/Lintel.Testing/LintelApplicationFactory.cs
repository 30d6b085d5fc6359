using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Testing;

/// <summary>
/// Starts an application in memory for tests, with stores in memory and a clock that stands still: a <see cref="WebApplicationFactory{TEntryPoint}"/> that
/// issues keys. What its clients are answered knows its contract, as <see cref="ResponseAssertions.ShouldBeError(HttpResponseMessage, string)"/> needs.
/// </summary>
/// <typeparam name="TEntryPoint">The application's <c>Program</c>, or another type of its assembly.</typeparam>
public sealed class LintelApplicationFactory<TEntryPoint> : WebApplicationFactory<TEntryPoint>
    where TEntryPoint : class
{
    private readonly Action<IWebHostBuilder>? _configure;
    private readonly Lazy<Task<Account>> _account;

    /// <summary>Creates a factory; the application starts when a client or <see cref="WebApplicationFactory{TEntryPoint}.Services"/> is asked for.</summary>
    public LintelApplicationFactory()
    {
        _account = new(() => CreateAccountAsync("Test"));
    }

    /// <summary>Creates a factory for an application that a test sets up further.</summary>
    /// <param name="configure">Sets up the application, after the factory has.</param>
    public LintelApplicationFactory(Action<IWebHostBuilder> configure)
        : this()
    {
        _configure = configure;
    }

    /// <summary>The time of the application. It moves only when a test moves it.</summary>
    public ManualClock Clock { get; } = new();

    /// <summary>The API that accounts and keys are made for; null for the only one that the application has. <value>null</value></summary>
    public string? Api { get; init; }

    /// <summary>The contract of <see cref="Api"/>.</summary>
    /// <exception cref="InvalidOperationException">The application has no such API, or several of which none is named.</exception>
    public Contract Contract
    {
        get
        {
            Contract[] contracts = [.. Contracts.Where(contract => contract.Api != Contract.Default.Api && (Api is null || contract.Api == Api))];
            return contracts.Length == 1 ? contracts[0] : throw new InvalidOperationException(
                $"{(Api is null ? "The application has not one API but" : $"There is no API '{Api}' among")} "
                + $"{string.Join(", ", Contracts.Select(contract => contract.Api))}. Set Api to one of them.");
        }
    }

    private IEnumerable<Contract> Contracts => Services.GetRequiredService<LintelOptions>().Contracts;

    /// <summary>Creates a client without a credential, which keeps cookies and follows no redirects.</summary>
    public new HttpClient CreateClient() => CreateDefaultClient(new ContractHandler([.. Contracts]), new CookieContainerHandler());

    /// <summary>Creates a client that presents a key as the contract says.</summary>
    /// <param name="key">The key.</param>
    public HttpClient CreateClientWithKey(string key)
    {
        var scheme = KeysOf(Contract);
        var client = CreateClient();
        client.DefaultRequestHeaders.Add(scheme.Header, scheme.Kind == CredentialKind.Header ? key : $"Bearer {key}");
        return client;
    }

    /// <summary>Creates a client with a new key of an account that all such clients share.</summary>
    /// <param name="scopes">The scopes of the key.</param>
    public async Task<HttpClient> CreateClientWithKeyAsync(params string[] scopes) => CreateClientWithKey(await IssueKeyAsync(scopes));

    /// <summary>Creates a client with a new key of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="scopes">The scopes of the key.</param>
    public async Task<HttpClient> CreateClientWithKeyAsync(Account account, params string[] scopes) =>
        CreateClientWithKey(await IssueKeyAsync(account, scopes));

    /// <summary>Issues a key of an account that all such keys share.</summary>
    /// <param name="scopes">The scopes.</param>
    /// <returns>The key as callers present it.</returns>
    public async Task<string> IssueKeyAsync(params string[] scopes) => await IssueKeyAsync(await _account.Value, scopes);

    /// <summary>Issues a key of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="scopes">The scopes.</param>
    /// <returns>The key as callers present it.</returns>
    public Task<string> IssueKeyAsync(Account account, params string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(account);
        return IssueKeyAsync(new NewKey { AccountId = account.Id, Name = "test", Scopes = scopes });
    }

    /// <summary>Issues a key.</summary>
    /// <param name="key">All that the key is to be.</param>
    /// <returns>The key as callers present it.</returns>
    /// <exception cref="InvalidOperationException">There cannot be such a key; the message says why.</exception>
    public async Task<string> IssueKeyAsync(NewKey key) =>
        await Services.GetRequiredService<KeyService>().IssueAsync(key, CancellationToken.None) switch
        {
            KeyResult.Issued issued => issued.Secret,
            KeyResult.Invalid invalid => throw Refused("key", invalid.Faults),
            var other => throw new InvalidOperationException($"No key was issued: {other}."),
        };

    /// <summary>Creates an account of <see cref="Api"/>, with the first plan and the first subscription state of the contract.</summary>
    /// <param name="name">Its name.</param>
    public Task<Account> CreateAccountAsync(string name) => CreateAccountAsync(new NewAccount { Api = Contract.Api, Name = name });

    /// <summary>Creates an account.</summary>
    /// <param name="account">All that the account is to be.</param>
    /// <exception cref="InvalidOperationException">There cannot be such an account; the message says why.</exception>
    public async Task<Account> CreateAccountAsync(NewAccount account) =>
        await Services.GetRequiredService<AccountService>().CreateAsync(account, CancellationToken.None) switch
        {
            AccountResult.Changed changed => changed.Account,
            AccountResult.Invalid invalid => throw Refused("account", invalid.Faults),
            var other => throw new InvalidOperationException($"No account was created: {other}."),
        };

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureTestServices(services =>
        {
            services.AddLintel().AddInMemoryStores();
            services.AddSingleton<TimeProvider>(Clock);
        });
        _configure?.Invoke(builder);
    }

    private static KeyScheme KeysOf(Contract contract) =>
        contract.Keys ?? throw new InvalidOperationException($"The contract of '{contract.Api}' has no keys among its credentials.");

    private static InvalidOperationException Refused(string thing, IReadOnlyList<FieldFault> faults) =>
        new($"There cannot be such a test {thing}: {string.Join(" ", faults.Select(fault => $"{fault.Field}: {fault.Problem}"))}");
}
