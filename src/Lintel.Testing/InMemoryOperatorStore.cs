using Lintel.Operators;

namespace Lintel.Testing;

/// <summary>Operators in memory, beside the people who sign in.</summary>
internal sealed class InMemoryOperatorStore(InMemorySessionStore people) : IOperatorStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Operator> _operators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SignInLink> _links = new(StringComparer.Ordinal);

    public async ValueTask<bool> AddAsync(Operator added, CancellationToken cancellationToken)
    {
        var person = new User
        {
            Id = added.Id,
            Api = OperatorService.Api,
            AccountId = OperatorService.AccountId,
            Login = added.Login,
            PasswordHash = "!",
            CreatedAt = added.CreatedAt,
        };
        var isNew = await people.AddUserAsync(person, account: null, session: null, cancellationToken);
        lock (_gate)
        {
            if (isNew)
            {
                _operators.Add(added.Id, added);
            }
        }

        return isNew;
    }

    public ValueTask<Operator?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(Find(id));
        }
    }

    public ValueTask<Operator?> FindByLoginAsync(string login, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_operators.Keys.Select(Find).OfType<Operator>().FirstOrDefault(known => known.Login == login));
        }
    }

    public ValueTask<Operator?> FindOwnerAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_operators.Keys.Select(Find).OfType<Operator>().Where(known => known is { Role: OperatorRole.Owner, DisabledAt: null })
                .OrderBy(owner => owner.CreatedAt).ThenBy(owner => owner.Id, StringComparer.Ordinal).FirstOrDefault());
        }
    }

    public ValueTask<bool> HasSignedInAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_operators.Values.Any(known => known.SignedInAt is not null));
        }
    }

    public ValueTask<IReadOnlyList<Operator>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. _operators.Keys.Where(id => string.CompareOrdinal(id, after) > 0).Select(Find).OfType<Operator>().Take(limit)]);
        }
    }

    public ValueTask<OperatorWrite> UpdateAsync(Operator changed, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Refuse(changed.Id, changed.Version - 1, changed is { Role: OperatorRole.Owner, DisabledAt: null }) is { } refused)
            {
                return new(refused);
            }

            if (people.Replace(changed.Id, changed.Login, changed.DisabledAt) is not { } ended)
            {
                return new(OperatorWrite.Not(OperatorOutcome.LoginTaken));
            }

            if (changed.DisabledAt is not null)
            {
                _links.Remove(changed.Id);
            }

            _operators[changed.Id] = changed;
            return new(new OperatorWrite(OperatorOutcome.Done, ended));
        }
    }

    public async ValueTask<OperatorWrite> RemoveAsync(string id, long version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Refuse(id, version, staysOwner: false) is { } refused)
            {
                return refused;
            }

            _operators.Remove(id);
            _links.Remove(id);
        }

        return new OperatorWrite(OperatorOutcome.Done, await people.RemoveUserAsync(id, cancellationToken) ?? []);
    }

    public ValueTask NoteSignInAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_operators.TryGetValue(id, out var known))
            {
                _operators[id] = known with { SignedInAt = at };
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> PutLinkAsync(SignInLink link, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var mayHave = Find(link.OperatorId) is { DisabledAt: null };
            if (mayHave)
            {
                _links[link.OperatorId] = link;
            }

            return new(mayHave);
        }
    }

    public ValueTask<string?> FindLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(FindLink(digest, now)?.OperatorId);
        }
    }

    public ValueTask<string?> TakeLinkAsync(byte[] digest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(FindLink(digest, now) is { } link && _links.Remove(link.OperatorId) ? link.OperatorId : null);
        }
    }

    private SignInLink? FindLink(byte[] digest, DateTimeOffset now) =>
        _links.Values.FirstOrDefault(link => link.Digest.AsSpan().SequenceEqual(digest) && link.ExpiresAt > now);

    // Whether somebody may sign in is told by the person alone, as in the databases.
    private Operator? Find(string id) => _operators.TryGetValue(id, out var known) && people.Find(id) is { } person
        ? known with { Login = person.Login, DisabledAt = person.DisabledAt }
        : null;

    private OperatorWrite? Refuse(string id, long version, bool staysOwner) => Find(id) switch
    {
        null => OperatorWrite.Not(OperatorOutcome.Missing),
        var present when present.Version != version => OperatorWrite.Not(OperatorOutcome.Stale),
        _ when staysOwner || _operators.Keys.Any(other => other != id && Find(other) is { Role: OperatorRole.Owner, DisabledAt: null }) => null,
        _ => OperatorWrite.Not(OperatorOutcome.LastOwner),
    };
}
