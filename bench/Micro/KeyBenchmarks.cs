using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Lintel.Accounts;
using Lintel.Caching;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Testing;

namespace Lintel.Bench.Micro;

/// <summary>
/// The verification of a key that is kept: form and checksum, look-up, hash and comparison; and the parts of it. The hash cannot be avoided: what
/// Lintel adds is <see cref="Verify"/> less <see cref="Hash"/>. Texts are read in the order in which they lie in memory, as a request's header is at
/// hand, while the keys that they open lie in another order: with many keys, each look-up is cold. Set-up prints what a kept key takes.
/// </summary>
[MemoryDiagnoser]
public class KeyBenchmarks
{
    private const string PepperText = "pppppppppppppppppppppppppppppppp";

    private readonly Contract _contract = Contract.Default;
    private readonly IncrementalHash _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(PepperText));
    private readonly PresentedKeyMemo _memo = new();
    private readonly byte[] _hash = new byte[HMACSHA256.HashSizeInBytes];
    private ReadOnlyMemory<char>[] _texts = [];
    private KeyHandle[] _handles = [];
    private KeyCache _cache = null!;
    private AccountCache _accounts = null!;
    private KeyVerifier _verifier = null!;
    private ReadOnlyMemory<char> _stranger;
    private string _account = string.Empty;
    private int _place;

    /// <summary>How many keys there are, all of them kept.</summary>
    [Params(1_000, 100_000, 1_000_000)]
    public int Keys { get; set; }

    /// <summary>Issues the keys and looks each of them up once.</summary>
    [GlobalSetup]
    public async Task SetUp()
    {
        var (stores, store) = (new InMemoryStores(), new LastKeyStore());
        var pepper = Pepper.Parse("1:" + PepperText);
        _accounts = new AccountCache(stores.Accounts, TimeProvider.System);
        _cache = new KeyCache(store, TimeProvider.System, new RecordCacheOptions { Capacity = 2 * Keys });
        _verifier = new KeyVerifier(_cache, pepper, "live", TimeProvider.System);
        var service = new KeyService(store, _accounts, _cache, pepper, [_contract], "live", TimeProvider.System);
        _account = await AddAccountAsync(stores);
        var foreign = (KeyResult.Issued)await service.IssueAsync(new NewKey { AccountId = _account, Name = "never kept" }, CancellationToken.None);
        _stranger = foreign.Secret.AsMemory();
        await FillAsync(service, foreign.Secret.Length);
        store.Last = null;
    }

    /// <summary>The hash alone, over the bytes of a key, by an instance that is used again.</summary>
    [Benchmark(Baseline = true)]
    public int Hash()
    {
        Span<byte> bytes = stackalloc byte[128];
        _hmac.AppendData(bytes[..Encoding.ASCII.GetBytes(_texts[Next()].Span, bytes)]);
        return _hmac.GetHashAndReset(_hash);
    }

    /// <summary>The look-up alone, in rotation over all keys.</summary>
    [Benchmark]
    public bool LookUp() => _cache.TryGetKept(_handles[Next()], out var key) && key is not null;

    /// <summary>The whole verification, in rotation over all keys.</summary>
    [Benchmark]
    public bool Verify() => Opens(_texts[Next()], PresentedKeyMemo.None);

    /// <summary>The whole verification of one key.</summary>
    [Benchmark]
    public bool VerifyHot() => Opens(_texts[0], PresentedKeyMemo.None);

    /// <summary>The whole verification of one key on one connection, which has presented it before.</summary>
    [Benchmark]
    public bool VerifyAgain() => Opens(_texts[0], _memo);

    /// <summary>The whole verification of a key that is known not to be there; it takes as long as one that is.</summary>
    [Benchmark]
    public bool VerifyUnknown() => Opens(_stranger, PresentedKeyMemo.None);

    /// <summary>The look-up of the key's account.</summary>
    [Benchmark]
    public bool LookUpAccount() => _accounts.TryGetKept(_account, out var account) && account is not null;

    // As a request does: the store is asked where only it can tell, as it is for an unknown key every now and then.
    private bool Opens(ReadOnlyMemory<char> text, PresentedKeyMemo memo)
    {
        var verdict = _verifier.VerifyAsync(_contract, _contract.Keys!, text, memo, CancellationToken.None);
        return (verdict.IsCompletedSuccessfully ? verdict.Result : verdict.AsTask().GetAwaiter().GetResult()).Refusal is null;
    }

    private async Task<string> AddAccountAsync(InMemoryStores stores)
    {
        var made = await new AccountService(stores.Accounts, _accounts, [_contract], TimeProvider.System)
            .CreateAsync(new NewAccount { Api = _contract.Api, Name = "Bench", Plan = "standard", Subscription = "active" }, CancellationToken.None);
        return ((AccountResult.Changed)made).Account.Id;
    }

    private async Task FillAsync(KeyService service, int length)
    {
        var texts = new char[Keys * length];
        var places = Enumerable.Range(0, Keys).ToArray();
        _texts = [.. places.Select(place => new ReadOnlyMemory<char>(texts, place * length, length))];
        _handles = new KeyHandle[Keys];
        new Random(4).Shuffle(places);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var place in places)
        {
            var request = new NewKey { AccountId = _account, Name = $"Key of {place}", Scopes = ["accounts:read", "keys:read"] };
            var issued = (KeyResult.Issued)await service.IssueAsync(request, CancellationToken.None);
            issued.Secret.CopyTo(texts.AsSpan(place * length));
            _handles[place] = issued.Key.Secrets[0].Handle;
            await _cache.FindAsync(_handles[place], CancellationToken.None);
        }

        Console.WriteLine($"// {(GC.GetTotalMemory(forceFullCollection: true) - before) / Keys} bytes for each of {Keys:N0} kept keys with two scopes");
    }

    private int Next() => _place = _place + 1 < Keys ? _place + 1 : 0;

    /// <summary>
    /// Answers with the key that was added last, with strings of its own as a database would, and keeps no other: the cache alone holds the keys.
    /// </summary>
    private sealed class LastKeyStore : IKeyStore
    {
        public ApiKey? Last { get; set; }

        public ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken) => new(Last is null ? null : Last with
        {
            Api = new string(Last.Api),
            AccountId = new string(Last.AccountId),
            Environment = new string(Last.Environment),
            Scopes = [.. Last.Scopes.Select(scope => new string(scope))],
        });

        public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken)
        {
            Last = key;
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
