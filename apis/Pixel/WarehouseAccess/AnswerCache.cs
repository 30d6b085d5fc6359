using System.Diagnostics.CodeAnalysis;

namespace Lintel.Pixel;

/// <summary>
/// The last good answers of pipes, given out while the warehouse fails. Bounded in number and bytes; the oldest answers go first.
/// </summary>
internal sealed class AnswerCache(TimeProvider time)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public const int MaximumAnswers = 1000;
    public const long MaximumBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Answer>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Answer> _oldestFirst = new();
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byKey.Count;
            }
        }
    }

    public void Keep(string key, byte[] body)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var old))
            {
                Remove(old);
            }

            var node = _oldestFirst.AddLast(new Answer(key, body, time.GetUtcNow()));
            _byKey[key] = node;
            _bytes += body.Length;
            while (_byKey.Count > MaximumAnswers || _bytes > MaximumBytes)
            {
                Remove(_oldestFirst.First!);
            }
        }
    }

    /// <summary>An answer that is younger than <see cref="Lifetime"/>.</summary>
    public bool TryTake(string key, [NotNullWhen(true)] out byte[]? body)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var node))
            {
                if (time.GetUtcNow() - node.Value.At < Lifetime)
                {
                    body = node.Value.Body;
                    return true;
                }

                Remove(node);
            }
        }

        body = null;
        return false;
    }

    private void Remove(LinkedListNode<Answer> node)
    {
        _oldestFirst.Remove(node);
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Body.Length;
    }

    private sealed record Answer(string Key, byte[] Body, DateTimeOffset At);
}
