using Lintel.Keys;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>
/// The management keys of the accounts: Lintel's own keys, under the panel's rules. Changes of one account's keys follow each other, so that calls
/// at the same time cannot pass the plan's limit together.
/// </summary>
internal sealed class ManagementKeys(KeyService keys, KeyEdits edits, KeyUses uses, ApplicationStore applications, TimeProvider clock) : IDisposable
{
    private const string Resource = "API key";
    private const string LimitName = "apiKeyCount";
    private const int PageSize = 200;
    private const int Gates = 64;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The keys of an account, newest first.</summary>
    public async Task<IReadOnlyList<ManagementKey>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        var all = await LoadAsync(accountId, cancellationToken);
        var edited = await edits.FindAsync(all.ToDictionary(key => key.Id, key => key.Version), cancellationToken);
        var used = await uses.FindAsync([.. all.Select(key => key.Id)], cancellationToken);
        return
        [
            .. all.OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id, StringComparer.Ordinal)
                .Select(key => new ManagementKey(key, edited.TryGetValue(key.Id, out var at) ? at : null, used.GetValueOrDefault(key.Id))),
        ];
    }

    /// <summary>How many keys open something; revoked and expired ones do not count.</summary>
    public async Task<int> CountActiveAsync(string accountId, CancellationToken cancellationToken) =>
        (await LoadAsync(accountId, cancellationToken)).Count(IsActive);

    /// <summary>Makes a key.</summary>
    public async Task<Outcome<NewlyMadeKey>> CreateAsync(Account account, NewManagementKey wanted, CancellationToken cancellationToken)
    {
        if (!await applications.HasAllAsync(account.Id, wanted.Applications ?? [], cancellationToken))
        {
            return Refusals.Missing("Application");
        }

        using var turn = await EnterAsync(account.Id, cancellationToken);
        if (CheckPlan(account, await LoadAsync(account.Id, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        var request = new NewKey
        {
            AccountId = account.Id,
            Name = wanted.Name,
            Scopes = wanted.Scopes,
            Applications = wanted.Applications,
            ExpiresAt = wanted.ExpiresAt
        };
        return await keys.IssueAsync(request, cancellationToken) is KeyResult.Issued made
            ? new NewlyMadeKey(made.Key, made.Secret)
            : throw new InvalidOperationException($"The key of {account.Id} was refused, although its request was checked.");
    }

    /// <summary>Changes a key.</summary>
    public async Task<Outcome<ManagementKey>> EditAsync(Account account, long id, ManagementKeyEdit edit, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(account.Id, cancellationToken);
        var all = await LoadAsync(account.Id, cancellationToken);
        if (all.FirstOrDefault(key => KeyNumber.Of(key) == id) is not { } key)
        {
            return Refusals.Missing(Resource);
        }

        if (edit.Applications is { } wanted && !await applications.HasAllAsync(account.Id, wanted, cancellationToken))
        {
            return Refusals.Missing("Application");
        }

        if (CheckEdit(account, key, all, edit) is { } refusal)
        {
            return refusal;
        }

        await edits.NoteAsync(key.Id, key.Version, clock.GetUtcNow(), cancellationToken);
        return await ShowAsync(await keys.EditAsync(key.Id, stored => Apply(edit, stored), key.Version, cancellationToken), cancellationToken);
    }

    /// <summary>Revokes a key for good; the very next request with it is refused.</summary>
    public async Task<Outcome<ManagementKey>> RevokeAsync(Account account, long id, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(account.Id, cancellationToken);
        if ((await LoadAsync(account.Id, cancellationToken)).FirstOrDefault(key => KeyNumber.Of(key) == id) is not { } key)
        {
            return Refusals.Missing(Resource);
        }

        return key.State == KeyState.Revoked
            ? AlreadyRevoked()
            : await ShowAsync(await keys.RevokeAsync(key.Id, version: null, cancellationToken), cancellationToken);
    }

    public void Dispose() => Array.ForEach(_gates, gate => gate.Dispose());

    private async Task<Outcome<ManagementKey>> ShowAsync(KeyResult result, CancellationToken cancellationToken) => result switch
    {
        KeyResult.Changed { Key: var key } => new ManagementKey(
            key,
            await edits.FindAsync(key.Id, key.Version, cancellationToken),
            (await uses.FindAsync([key.Id], cancellationToken)).GetValueOrDefault(key.Id)),

        // Somebody changed it through the management API between our look and our change.
        KeyResult.Impossible { Current.State: KeyState.Revoked } => AlreadyRevoked(),
        KeyResult.Stale => Conflict.Because("The API key was changed at the same time."),
        KeyResult.Missing => Refusals.Missing(Resource),
        _ => throw new InvalidOperationException("The key refused a change that was checked."),
    };

    private Refusal? CheckEdit(Account account, ApiKey key, IReadOnlyList<ApiKey> all, ManagementKeyEdit edit)
    {
        if (key.State == KeyState.Revoked)
        {
            return AlreadyRevoked();
        }

        if (edit.AllApplications is not true && edit.Applications is { Count: 0 })
        {
            return Conflict.Because("A key that is not for all applications needs applicationIds.");
        }

        if (edit.AllApplications is false && edit.Applications is null && key.Applications is null)
        {
            return Conflict.Because("A key that is not for all applications needs applicationIds.");
        }

        // A key that comes back to life counts as a new one does.
        return edit.Expiry is not null && !IsActive(key) ? CheckPlan(account, all) : null;
    }

    private Refusal? CheckPlan(Account account, IReadOnlyList<ApiKey> all)
    {
        var plan = Plan.Named(account.Plan);
        return all.Count(IsActive) >= plan.Keys ? PlanLimit.Exceeded(LimitName, plan, plan.Keys) : null;
    }

    private static ApiKey Apply(ManagementKeyEdit edit, ApiKey key) => key with
    {
        Name = edit.Name ?? key.Name,
        Scopes = edit.Scopes ?? key.Scopes,
        Applications = edit.AllApplications is true ? null : edit.Applications ?? key.Applications,
        ExpiresAt = edit.Expiry is { } expiry ? expiry.At : key.ExpiresAt,
    };

    private static Refusal AlreadyRevoked() => Conflict.Because("The API key is revoked already.");

    private bool IsActive(ApiKey key) => key.State is KeyState.Active or KeyState.Disabled && !(key.ExpiresAt <= clock.GetUtcNow());

    private async Task<IReadOnlyList<ApiKey>> LoadAsync(string accountId, CancellationToken cancellationToken)
    {
        var all = new List<ApiKey>();
        IReadOnlyList<ApiKey> page;
        do
        {
            page = await keys.ListAsync(accountId, PanelModule.Api, all.Count == 0 ? null : all[^1].Id, PageSize, cancellationToken);
            all.AddRange(page);
        }
        while (page.Count == PageSize);

        return all;
    }

    /// <summary>Waits until no other change of this account's keys is under way.</summary>
    private async Task<IDisposable> EnterAsync(string accountId, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)accountId.GetHashCode(StringComparison.Ordinal) % Gates];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
