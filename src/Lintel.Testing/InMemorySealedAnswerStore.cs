using Lintel.Idempotency;

namespace Lintel.Testing;

/// <summary>Answers for repeated requests in memory.</summary>
internal sealed class InMemorySealedAnswerStore : ISealedAnswerStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SealedAnswer> _answers = new(StringComparer.Ordinal);

    public ValueTask<SealedAnswer?> FindAsync(byte[] name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<SealedAnswer?>(_answers.GetValueOrDefault(KeyOf(name)));
        }
    }

    public ValueTask<AnswerPlace> BeginAsync(SealedAnswer begun, int mostOfOwner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var others = _answers.Values.Where(answer => answer.Owner == begun.Owner && answer.ExpiresAt > now).ToArray();
            if (others.Length >= mostOfOwner)
            {
                return new ValueTask<AnswerPlace>(AnswerPlace.Full(others.Min(answer => answer.ExpiresAt)));
            }

            if (_answers.TryGetValue(KeyOf(begun.Name), out var kept) && kept.ExpiresAt > now)
            {
                return new ValueTask<AnswerPlace>(AnswerPlace.Taken);
            }

            _answers[KeyOf(begun.Name)] = begun;
            return new ValueTask<AnswerPlace>(AnswerPlace.Free);
        }
    }

    public ValueTask SaveAsync(SealedAnswer answer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _answers[KeyOf(answer.Name)] = answer;
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask RemoveAsync(byte[] name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _answers.Remove(KeyOf(name));
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<bool> RemoveOfAsync(string owner, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var (key, answer) in _answers)
            {
                if (answer.Owner == owner || answer.Owner.StartsWith(owner + " ", StringComparison.Ordinal))
                {
                    _answers.Remove(key);
                }
            }

            return new ValueTask<bool>(false);
        }
    }

    public ValueTask<bool> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var (key, answer) in _answers)
            {
                if (answer.ExpiresAt <= now)
                {
                    _answers.Remove(key);
                }
            }

            return new ValueTask<bool>(false);
        }
    }

    private static string KeyOf(byte[] name) => Convert.ToHexString(name);
}
