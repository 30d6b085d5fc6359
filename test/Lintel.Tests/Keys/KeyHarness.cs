using Lintel.Accounts;
using Lintel.Caching;
using Lintel.Keys;
using Lintel.Testing;

namespace Lintel.Tests.Keys;

/// <summary>Keys and accounts on stores in memory, with two accounts.</summary>
internal sealed class KeyHarness
{
    public const string Own = "acct_own";
    public const string Opaque = "acct_opaque";

    private KeyHarness(RecordCacheOptions? options)
    {
        Store = new CountingKeyStore(Stores.Keys);
        Accounts = new AccountCache(Stores.Accounts, Clock, options);
        Cache = new KeyCache(Store, Clock, options);
        Keys = new KeyService(Store, Accounts, Cache, Pepper, TestContracts.All, "live", Clock);
        Importer = new KeyImporter(Store, Accounts, Cache, Pepper, TestContracts.All, "live", Clock);
        AccountService = new AccountService(Stores.Accounts, Accounts, TestContracts.All, Clock);
        Verifier = new KeyVerifier(Cache, Pepper, "live", Clock);
    }

    public ManualClock Clock { get; } = new();

    public InMemoryStores Stores { get; } = new();

    public CountingKeyStore Store { get; }

    public Pepper Pepper { get; } = Pepper.Parse("1:0123456789abcdef0123456789abcdef");

    public AccountCache Accounts { get; }

    public KeyCache Cache { get; }

    public KeyService Keys { get; }

    public KeyImporter Importer { get; }

    public AccountService AccountService { get; }

    public KeyVerifier Verifier { get; }

    public static async Task<KeyHarness> StartAsync(RecordCacheOptions? options = null)
    {
        var harness = new KeyHarness(options);
        foreach (var (id, api) in ((string, string)[])[(Own, "own"), (Opaque, "opaque")])
        {
            await harness.AccountService.CreateAsync(
                new NewAccount { Id = id, Api = api, Name = api, Plan = "starter", Subscription = "active" },
                TestContext.Current.CancellationToken);
        }

        return harness;
    }

    public async Task<KeyResult.Issued> IssueAsync(string account = Own, Func<NewKey, NewKey>? change = null)
    {
        var request = new NewKey { AccountId = account, Name = "Key", Scopes = ["items:read"] };
        var result = await Keys.IssueAsync(change?.Invoke(request) ?? request, TestContext.Current.CancellationToken);
        return Assert.IsType<KeyResult.Issued>(result);
    }

    /// <summary>A key that was issued elsewhere with this text.</summary>
    public static ForeignKey Foreign(string text, string account = Own)
    {
        Assert.True(KeyDigest.TryCompute(text, out var digest));
        return new ForeignKey { Digest = digest, Key = new NewKey { AccountId = account, Name = "Foreign", Scopes = ["items:read"] } };
    }

    /// <summary>Imports keys, which goes well.</summary>
    public async Task<IReadOnlyList<KeyImportItem>> ImportAsync(params IReadOnlyList<ForeignKey> keys) =>
        Assert.IsType<KeyImportResult.Done>(await Importer.ImportAsync(keys, default, TestContext.Current.CancellationToken)).Items;

    /// <summary>The text of an issued key with another secret: its form and checksum are good.</summary>
    public static string Forge(string secret)
    {
        var forged = secret[..19] + KeyText.Generate(TestContracts.Own.Keys!, "live")[19..^6];
        Span<char> checksum = stackalloc char[6];
        KeyText.WriteChecksum(forged, checksum);
        return string.Concat(forged, checksum);
    }

    /// <summary>The name of the condition with which a text is refused; null where it opens its key.</summary>
    public async Task<string?> TryAsync(string text, string account = Own)
    {
        var contract = account == Own ? TestContracts.Own : TestContracts.Opaque;
        var outcome = await Verifier.VerifyAsync(contract, contract.Keys!, text.AsMemory(), PresentedKeyMemo.None, TestContext.Current.CancellationToken);
        return outcome.Refusal?.Condition!.Name;
    }
}

/// <summary>Counts look-ups, and can hold them back.</summary>
internal sealed class CountingKeyStore(IKeyStore inner) : IKeyStore
{
    private int _lookups;

    public int Lookups => _lookups;

    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Thrown once imported keys are in the inner store; null for none.</summary>
    public Exception? ImportFailure { get; set; }

    /// <summary>Done with the inner look-up and before the answer is given.</summary>
    public TaskCompletionSource? Answering { get; set; }

    public async ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lookups);
        var key = await inner.FindByHandleAsync(handle, cancellationToken);
        if (Gate is { } gate)
        {
            Answering?.TrySetResult();
            await gate.Task;
        }

        return key;
    }

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken) => inner.AddAsync(key, cancellationToken);

    public async ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken)
    {
        var taken = await inner.ImportAsync(keys, cancellationToken);
        return ImportFailure is { } failure ? throw failure : taken;
    }

    public ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken) => inner.ListImportsAsync(cancellationToken);

    public ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => inner.UpdateAsync(key, cancellationToken);

    public ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken) =>
        inner.RehashAsync(rehashes, cancellationToken);

    public ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.CountByPepperAsync(at, cancellationToken);
}
