using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// A limiter's answers as refusals. Until the wait is a second shorter the next refusal of a policy is like the last, and is then the same object:
/// whoever is over a limit asks often, and another object with its arguments would be 170 bytes each time. Nothing in it is of a caller.
/// </summary>
/// <param name="policies">The limiter's policies, by place.</param>
internal sealed class RateLimitRefusals(IReadOnlyList<RateLimitPolicy> policies)
{
    private readonly string[] _windows = [.. policies.Select(policy => policy.WindowText)];
    private readonly Refusal?[] _last = new Refusal?[policies.Count];

    public Refusal Of(in RateLimitResult answer)
    {
        var (policy, limit) = (answer.Status.Policy, answer.Status.Limit);
        var refusal = _last[policy];
        if (refusal?.RetryAfter != answer.RetryAfter || refusal["limit"] is not int told || told != limit)
        {
            _last[policy] = refusal = Refusal.OverLimit(limit, _windows[policy], answer.RetryAfter);
        }

        return refusal;
    }
}
