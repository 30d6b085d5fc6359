using System.Collections.Frozen;
using Lintel.Contracts;
using Lintel.Erasures;

namespace Lintel.Accounts;

/// <summary>An account that is to be made.</summary>
public sealed record NewAccount
{
    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The name for people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The plan, in the words of the API's contract; null for its first, or <c>standard</c> where it has none. <value>null</value></summary>
    public string? Plan { get; init; }

    /// <summary>
    /// The state of the subscription, in the words of the API's contract; null for its first, or <c>active</c> where it has none. <value>null</value>
    /// </summary>
    public string? Subscription { get; init; }

    /// <summary>Rate limit policies that admit another number for this account, by name.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    /// <summary>The account's id in another system, 1 to 128 visible ASCII characters; null for none. <value>null</value></summary>
    public string? ExternalId { get; init; }

    /// <summary>Names and texts to keep with the account: at most 50, names of 1 to 40 characters, texts of at most 500.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The id; null for a new random one.</summary>
    public string? Id { get; init; }

    /// <summary><see langword="true"/> for an account of the demo data.</summary>
    public bool IsDemo { get; init; }
}

/// <summary>What is to be changed of an account; null leaves things as they are.</summary>
internal sealed record AccountEdit
{
    /// <summary>The name for people, 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The state of the subscription.</summary>
    public string? Subscription { get; init; }

    /// <summary>All rate limit policies that admit another number from now on.</summary>
    public IReadOnlyDictionary<string, int>? Limits { get; init; }

    /// <summary>The id in another system.</summary>
    public AccountExternalId? ExternalId { get; init; }

    /// <summary>All names and texts that are kept with the account from now on.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Makes the change that leads from one account to another.</summary>
    /// <exception cref="InvalidOperationException">They differ in more than what can be changed.</exception>
    public static AccountEdit Between(Account before, Account after)
    {
        var rest = after with
        {
            Name = before.Name,
            Plan = before.Plan,
            Subscription = before.Subscription,
            Limits = before.Limits,
            ExternalId = before.ExternalId,
            Metadata = before.Metadata,
        };
        return rest != before
            ? throw new InvalidOperationException(
                $"Only name, plan, subscription, limits, external id and metadata of {before.Id} can be changed. Return account with {{ … }} of these.")
            : new AccountEdit
            {
                Name = after.Name == before.Name ? null : after.Name,
                Plan = after.Plan == before.Plan ? null : after.Plan,
                Subscription = after.Subscription == before.Subscription ? null : after.Subscription,
                Limits = after.Limits == before.Limits ? null : after.Limits,
                ExternalId = after.ExternalId == before.ExternalId ? null : new AccountExternalId(after.ExternalId),
                Metadata = after.Metadata == before.Metadata ? null : after.Metadata,
            };
    }
}

/// <summary>The id of an account in another system.</summary>
/// <param name="Id">The id; null for none.</param>
internal readonly record struct AccountExternalId(string? Id);

/// <summary>What came of making or changing an account. A closed type.</summary>
public abstract record AccountResult
{
    private AccountResult()
    {
    }

    /// <summary>It is in the store and holds on the very next request.</summary>
    /// <param name="Account">The account as it is now.</param>
    public sealed record Changed(Account Account) : AccountResult
    {
        /// <summary>The account before the change; null for a new one.</summary>
        internal Account? Before { get; init; }
    }

    /// <summary>There is no such account.</summary>
    public sealed record Missing : AccountResult;

    /// <summary>Somebody else has changed the account since the version that the change was meant for; or the id of a new one is taken.</summary>
    /// <param name="Current">The account as it is now.</param>
    public sealed record Stale(Account Current) : AccountResult;

    /// <summary>The account is in that state already.</summary>
    /// <param name="Current">The account as it is now.</param>
    public sealed record Impossible(Account Current) : AccountResult;

    /// <summary>Another account has the external id.</summary>
    /// <param name="ExternalId">The id in the other system.</param>
    public sealed record ExternalIdTaken(string ExternalId) : AccountResult;

    /// <summary>What was asked for is wrong.</summary>
    /// <param name="Faults">Every fault.</param>
    public sealed record Invalid(IReadOnlyList<FieldFault> Faults) : AccountResult;
}

/// <summary>Makes accounts and changes them; a change holds on every request that begins after the task has ended.</summary>
public sealed class AccountService
{
    private const int MaxWordLength = 64;
    private const int MaxExternalIdLength = 128;

    private readonly IAccountStore _store;
    private readonly AccountCache _cache;
    private readonly IEnumerable<Contract> _contracts;
    private readonly TimeProvider _time;

    /// <summary>Makes the service.</summary>
    /// <param name="store">Where accounts are kept.</param>
    /// <param name="cache">The cache that forgets what is changed.</param>
    /// <param name="contracts">The contracts of all APIs, enumerated at each use: they are reloaded.</param>
    /// <param name="time">The clock.</param>
    internal AccountService(IAccountStore store, AccountCache cache, IEnumerable<Contract> contracts, TimeProvider time)
    {
        _store = store;
        _cache = cache;
        _contracts = contracts;
        _time = time;
    }

    /// <summary>Finds an account by id, of whichever API.</summary>
    /// <returns>The account as it is stored; null where there is none.</returns>
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => _store.FindAsync(id, cancellationToken);

    /// <summary>Lists accounts by id, a page at a time.</summary>
    /// <param name="api">Only of this API; null for all.</param>
    /// <param name="after">Only those with an id after this one; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<IReadOnlyList<Account>> ListAsync(
        string? api = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(new AccountQuery(api, after, limit), cancellationToken);

    /// <summary>Lists accounts by id.</summary>
    internal ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken) => _store.ListAsync(query, cancellationToken);

    /// <summary>Makes an account.</summary>
    public async Task<AccountResult> CreateAsync(NewAccount request, CancellationToken cancellationToken)
    {
        var edit = new AccountEdit
        {
            Name = request.Name,
            Plan = request.Plan,
            Subscription = request.Subscription,
            Limits = request.Limits,
            ExternalId = new AccountExternalId(request.ExternalId),
            Metadata = request.Metadata,
        };
        var faults = Check(edit, request.Api);
        if (faults.Count > 0)
        {
            return new AccountResult.Invalid(faults);
        }

        if (request.Id is { } id && await _store.FindAsync(id, cancellationToken) is { } taken)
        {
            return new AccountResult.Stale(taken);
        }

        var words = _contracts.First(contract => contract.Api == request.Api).Accounts;
        var account = new Account
        {
            Id = request.Id ?? Account.NewId(),
            Api = request.Api,
            Name = request.Name,
            Plan = request.Plan ?? FirstOf(words.Plans, "standard"),
            Subscription = request.Subscription ?? FirstOf(words.Subscriptions, "active"),
            Limits = request.Limits,
            ExternalId = request.ExternalId,
            Metadata = request.Metadata,
            IsDemo = request.IsDemo,
            CreatedAt = _time.GetUtcNow(),
        };
        if (!await _store.AddAsync(account, cancellationToken))
        {
            return new AccountResult.ExternalIdTaken(account.ExternalId!);
        }

        _cache.Forget(account.Id);
        return new AccountResult.Changed(account);
    }

    /// <summary>Changes name, plan, subscription, limits, external id or metadata.</summary>
    /// <param name="id">The account.</param>
    /// <param name="change">
    /// Makes the changed account of the one that is stored: <c>account => account with { Plan = "pro" }</c>. Called again where somebody else was first.
    /// </param>
    /// <param name="version">The version that the change is meant for; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <exception cref="InvalidOperationException"><paramref name="change"/> changes something else.</exception>
    public Task<AccountResult> EditAsync(string id, Func<Account, Account> change, long? version, CancellationToken cancellationToken) =>
        EditAsync(id, account => AccountEdit.Between(account, change(account)), version, cancellationToken);

    /// <summary>Changes what an edit names.</summary>
    internal Task<AccountResult> EditAsync(string id, AccountEdit edit, long? version, CancellationToken cancellationToken) =>
        EditAsync(id, _ => edit, version, cancellationToken);

    private async Task<AccountResult> EditAsync(string id, Func<Account, AccountEdit> editOf, long? version, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _store.FindAsync(id, cancellationToken) is not { } account)
            {
                return new AccountResult.Missing();
            }

            if (version is { } expected && expected != account.Version)
            {
                return new AccountResult.Stale(account);
            }

            var edit = editOf(account);
            var faults = Check(edit, account.Api);
            if (faults.Count > 0)
            {
                return new AccountResult.Invalid(faults);
            }

            var next = Apply(edit, account);
            switch (await WriteAsync(next, cancellationToken))
            {
                case AccountWrite.Done:
                    return new AccountResult.Changed(next) { Before = account };
                case AccountWrite.ExternalIdTaken:
                    return new AccountResult.ExternalIdTaken(next.ExternalId!);
            }
        }
    }

    /// <summary>Suspends an account: its keys, sessions and applications are refused by <c>account.disabled</c> until it is resumed.</summary>
    public Task<AccountResult> SuspendAsync(string id, CancellationToken cancellationToken) => SuspendAsync(id, version: null, cancellationToken);

    /// <summary>Resumes an account that was suspended; the same keys and sessions work again.</summary>
    public Task<AccountResult> ResumeAsync(string id, CancellationToken cancellationToken) => ResumeAsync(id, version: null, cancellationToken);

    /// <summary>Suspends an account of a version; null for whatever there is.</summary>
    internal Task<AccountResult> SuspendAsync(string id, long? version, CancellationToken cancellationToken) =>
        MoveAsync(id, _time.GetUtcNow(), version, cancellationToken);

    /// <summary>Resumes an account of a version; null for whatever there is.</summary>
    internal Task<AccountResult> ResumeAsync(string id, long? version, CancellationToken cancellationToken) =>
        MoveAsync(id, suspendedAt: null, version, cancellationToken);

    /// <summary>
    /// Erases what people have written into an account, and leaves it suspended. It needs no contract: an account of an API that this process does not serve
    /// is erased, too.
    /// </summary>
    internal async Task<AccountResult> EraseAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _store.FindAsync(id, cancellationToken) is not { } account)
            {
                return new AccountResult.Missing();
            }

            if (account is { Name: Erasure.ErasedName, ExternalId: null, Metadata.Count: 0, SuspendedAt: not null })
            {
                return new AccountResult.Changed(account) { Before = account };
            }

            var next = account with
            {
                Name = Erasure.ErasedName,
                ExternalId = null,
                Metadata = FrozenDictionary<string, string>.Empty,
                SuspendedAt = account.SuspendedAt ?? _time.GetUtcNow(),
                Version = account.Version + 1,
            };
            if (await WriteAsync(next, cancellationToken) == AccountWrite.Done)
            {
                return new AccountResult.Changed(next) { Before = account };
            }
        }
    }

    private async Task<AccountResult> MoveAsync(string id, DateTimeOffset? suspendedAt, long? version, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _store.FindAsync(id, cancellationToken) is not { } account)
            {
                return new AccountResult.Missing();
            }

            if (version is { } expected && expected != account.Version)
            {
                return new AccountResult.Stale(account);
            }

            if (account.SuspendedAt is null == suspendedAt is null)
            {
                return new AccountResult.Impossible(account);
            }

            var next = account with { SuspendedAt = suspendedAt, Version = account.Version + 1 };
            if (await WriteAsync(next, cancellationToken) == AccountWrite.Done)
            {
                return new AccountResult.Changed(next) { Before = account };
            }
        }
    }

    private static Account Apply(AccountEdit edit, Account account) => account with
    {
        Name = edit.Name ?? account.Name,
        Plan = edit.Plan ?? account.Plan,
        Subscription = edit.Subscription ?? account.Subscription,
        Limits = edit.Limits ?? account.Limits,
        ExternalId = edit.ExternalId is { } external ? external.Id : account.ExternalId,
        Metadata = edit.Metadata ?? account.Metadata,
        Version = account.Version + 1,
    };

    private async Task<AccountWrite> WriteAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.UpdateAsync(account, cancellationToken);
        }
        finally
        {
            // Also where the write failed: whether it is in the store may then be unknown.
            _cache.Forget(account.Id);
        }
    }

    private static string FirstOf(IReadOnlyList<string> words, string otherwise) => words is [var first, ..] ? first : otherwise;

    private List<FieldFault> Check(AccountEdit edit, string api)
    {
        var faults = new List<FieldFault>();
        RecordRules.CheckName(edit.Name, faults);
        CheckExternalId(edit.ExternalId?.Id, faults);
        RecordRules.CheckMetadata(edit.Metadata, faults);
        var contract = _contracts.FirstOrDefault(known => known.Api == api);
        CheckWord("plan", edit.Plan, contract?.Accounts.Plans ?? [], faults);
        CheckWord("subscription", edit.Subscription, contract?.Accounts.Subscriptions ?? [], faults);
        if (contract is not null)
        {
            RecordRules.CheckLimits(edit.Limits, contract, faults);
        }
        else
        {
            faults.Add(
                RecordRules.Fault(
                    "api",
                    FieldFaultKind.OneOf,
                    $"is no API of this process; {RecordRules.Known(_contracts.Select(known => known.Api).Order(StringComparer.Ordinal))}"));
        }

        return faults;
    }

    // White space and look-alikes make two ids of what people take for one.
    private static void CheckExternalId(string? id, List<FieldFault> faults)
    {
        if (id is not null && (id.Length is 0 or > MaxExternalIdLength || id.Any(letter => letter is < '!' or > '~')))
        {
            faults.Add(
                RecordRules.Fault("externalId", FieldFaultKind.Format, $"must have 1 to {MaxExternalIdLength} visible ASCII characters and no white space"));
        }
    }

    private static void CheckWord(string field, string? word, IReadOnlyList<string> known, List<FieldFault> faults)
    {
        if (word is not null && known.Count > 0)
        {
            if (!known.Contains(word))
            {
                faults.Add(RecordRules.Fault(field, FieldFaultKind.OneOf, $"must be one of {string.Join(", ", known)}"));
            }
        }
        else if (word is not null && (string.IsNullOrWhiteSpace(word) || word.Length > MaxWordLength))
        {
            faults.Add(
                RecordRules.Fault(
                    field,
                    word.Length > MaxWordLength ? FieldFaultKind.TooLong : FieldFaultKind.TooShort,
                    $"must have 1 to {MaxWordLength} characters"));
        }
    }
}
