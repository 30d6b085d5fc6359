using BenchmarkDotNet.Attributes;
using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Testing;

namespace Lintel.Bench.Micro;

/// <summary>The verification of a key that is kept: form and checksum, look-up, hash and comparison; and the parts of it.</summary>
[MemoryDiagnoser]
public class KeyBenchmarks
{
    private readonly Contract _contract = Contract.Default;
    private ReadOnlyMemory<char>[] _texts = [];
    private KeyHandle[] _handles = [];
    private KeyRing _ring = null!;
    private KeyVerifier _verifier = null!;
    private int _place;

    /// <summary>How many keys there are, all of them kept.</summary>
    [Params(1_000, 100_000)]
    public int Keys { get; set; }

    /// <summary>Issues the keys and looks each of them up once.</summary>
    [GlobalSetup]
    public async Task SetUp()
    {
        var stores = new InMemoryStores();
        var pepper = Pepper.Parse("1:" + new string('p', Pepper.MinLength));
        var accounts = new AccountRing(stores.Accounts, TimeProvider.System);
        _ring = new KeyRing(stores.Keys, TimeProvider.System, new RingOptions { Capacity = 2 * Keys });
        _verifier = new KeyVerifier(_ring, pepper, "live", TimeProvider.System);
        var service = new KeyService(stores.Keys, accounts, _ring, pepper, [_contract], "live", TimeProvider.System);
        var made = await new AccountService(stores.Accounts, accounts, [_contract], TimeProvider.System)
            .CreateAsync(new NewAccount { Api = _contract.Api, Name = "Bench", Plan = "any", Subscription = "active" }, CancellationToken.None);
        _texts = new ReadOnlyMemory<char>[Keys];
        _handles = new KeyHandle[Keys];
        for (var i = 0; i < Keys; i++)
        {
            var issued = (KeyResult.Issued)await service.IssueAsync(new NewKey { AccountId = ((AccountResult.Changed)made).Account.Id, Name = "bench" }, CancellationToken.None);
            _texts[i] = issued.New.Secret.AsMemory();
            _handles[i] = issued.New.Key.Secrets[0].Handle;
            await _ring.FindAsync(_handles[i], CancellationToken.None);
        }
    }

    /// <summary>The look-up alone, in rotation over all keys.</summary>
    [Benchmark]
    public bool LookUp() => _ring.FindAsync(_handles[Next()], CancellationToken.None).Result is not null;

    /// <summary>The whole verification, in rotation over all keys.</summary>
    [Benchmark]
    public bool Verify() => _verifier.VerifyAsync(_contract, _contract.Keys!, _texts[Next()], CancellationToken.None).Result.Refusal is null;

    /// <summary>The whole verification of one key.</summary>
    [Benchmark]
    public bool VerifyHot() => _verifier.VerifyAsync(_contract, _contract.Keys!, _texts[0], CancellationToken.None).Result.Refusal is null;

    private int Next() => _place = (int)(((long)_place + 104_729) % Keys);
}
