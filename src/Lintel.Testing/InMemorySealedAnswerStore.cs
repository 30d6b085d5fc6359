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
            return new ValueTask<SealedAnswer?>(_answers.GetValueOrDefault(Convert.ToHexString(name)));
        }
    }

    public ValueTask SaveAsync(SealedAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var (name, kept) in _answers)
            {
                if (kept.ExpiresAt <= now)
                {
                    _answers.Remove(name);
                }
            }

            _answers[Convert.ToHexString(answer.Name)] = answer;
            return ValueTask.CompletedTask;
        }
    }
}
