using System.Reflection;

namespace Lintel.AspNetCore;

/// <summary>The result of a delegate once its task has ended, and how a decision is made from it.</summary>
internal sealed class BoundResult
{
    private static readonly MethodInfo OpenMethod = typeof(BoundResult).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!;

    // Takes an outcome apart; null for a delegate that returns none.
    private readonly Func<object, object?>? _open;

    private BoundResult(Type? value, bool mayBeNull, Func<object, object?>? open = null)
    {
        Value = value;
        MayBeNull = mayBeNull;
        _open = open;
    }

    /// <summary>The type of the value; null for a delegate that returns none.</summary>
    public Type? Value { get; }

    /// <summary>
    /// True where the value may be null, as far as the delegate declares it. An outcome has a refusal of its own choice in the place of null.
    /// </summary>
    public bool MayBeNull { get; }

    /// <summary>True where the delegate returns a decision and no value.</summary>
    public bool IsDecision => !IsOutcome && typeof(Decision).IsAssignableFrom(Value);

    /// <summary>True where the delegate returns an <see cref="Outcome{T}"/>.</summary>
    public bool IsOutcome => _open is not null;

    /// <param name="returned">What the delegate returns.</param>
    public static BoundResult Of(ParameterInfo returned)
    {
        var (type, nullability) = (returned.ParameterType, new NullabilityInfoContext().Create(returned));
        if (BoundParameters.IsOf(type, typeof(Task<>)) || BoundParameters.IsOf(type, typeof(ValueTask<>)))
        {
            (type, nullability) = (type.GetGenericArguments()[0], nullability.GenericTypeArguments[0]);
        }

        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
        {
            return new BoundResult(null, mayBeNull: false);
        }

        if (BoundParameters.IsOf(type, typeof(Outcome<>)))
        {
            var value = type.GetGenericArguments()[0];
            return new BoundResult(value, mayBeNull: false, OpenMethod.MakeGenericMethod(value).CreateDelegate<Func<object, object?>>());
        }

        return new BoundResult(Nullable.GetUnderlyingType(type) ?? type, nullability.ReadState != NullabilityState.NotNull);
    }

    /// <returns>The value or the <see cref="Decision"/> of what a delegate returned; null for nothing.</returns>
    public object? Open(object? returned) => returned is null || _open is null ? returned : _open(returned);

    private static object? Open<T>(object outcome) => ((Outcome<T>)outcome).TryGet(out var value) ? value : ((Outcome<T>)outcome).Refusal;
}
