using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>A rate limit policy that an operation names.</summary>
/// <param name="Policy">The policy's name.</param>
internal sealed record NamedLimit(string Policy)
{
    /// <summary>The operation's own text that the policy counts by; null for a policy that counts by something else.</summary>
    public BoundText? Text { get; init; }

    /// <summary>True where the operation says a text, also where it cannot be bound.</summary>
    public bool HasText { get; init; }

    /// <summary>The text of a sign-in that the policy counts by; null for a policy that counts by something else.</summary>
    public Func<SignInAttempt, string>? SignIn { get; init; }

    /// <summary>Tells whether a request is under the policy; null where every request is.</summary>
    public Func<ApiCall, bool>? Condition { get; init; }

    /// <summary>True where the operation reads its body before the limit is asked. A request whose body is refused is not under the policy.</summary>
    public bool NeedsBody => SignIn is not null || Text is { NeedsBody: true };

    /// <summary>True where the policy counts by a text of the operation.</summary>
    public bool CountsByText => HasText || SignIn is not null;

    /// <summary>The parameter of <c>CountedAsSignIn</c> that named the policy; null for <c>CountedUnder</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>True where a second mention of the policy by the same operation says nothing else.</summary>
    public bool IsPlain => !CountsByText && Condition is null;

    /// <summary>The text that a request is counted by.</summary>
    public string TextOf(ApiCall call) => SignIn is not null ? SignIn(call.SignIn!) : call.TextOf(this);

    /// <summary>Tells whether a request is under the policy.</summary>
    public bool AppliesTo(ApiCall call) => !(NeedsBody && call.BodyDecision is Refusal) && Condition?.Invoke(call) != false;

    /// <summary>Tells whether a policy that counts so can be used in this way.</summary>
    public bool Accepts(RateLimitPartition per) => CountsByText ? per == RateLimitPartition.Value
        : Condition is not null ? per == RateLimitPartition.Address
        : per != RateLimitPartition.Value;
}
