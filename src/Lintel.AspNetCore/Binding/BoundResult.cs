using System.Reflection;

namespace Lintel.AspNetCore;

/// <summary>The result of a delegate once its task has ended, and how a decision is made from it.</summary>
internal sealed class BoundResult
{
    private static readonly MethodInfo OpenMethod = typeof(BoundResult).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!;

    // Takes an outcome apart; null for a delegate that returns none.
    private readonly Func<object, object?>? _open;

    private BoundResult(Type? value, Func<object, object?>? open = null)
    {
        Value = value;
        _open = open;
    }

    /// <summary>The type of the value; null for a delegate that returns none.</summary>
    public Type? Value { get; }

    /// <summary>True where the delegate returns a decision and no value.</summary>
    public bool IsDecision => !IsOutcome && typeof(Decision).IsAssignableFrom(Value);

    /// <summary>True where the delegate returns an <see cref="Outcome{T}"/>.</summary>
    public bool IsOutcome => _open is not null;

    /// <param name="type">The return type of the delegate.</param>
    public static BoundResult Of(Type type)
    {
        var inner = BoundParameters.IsOf(type, typeof(Task<>)) || BoundParameters.IsOf(type, typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;
        if (inner == typeof(void) || inner == typeof(Task) || inner == typeof(ValueTask))
        {
            return new BoundResult(null);
        }

        if (BoundParameters.IsOf(inner, typeof(Outcome<>)))
        {
            var value = inner.GetGenericArguments()[0];
            return new BoundResult(value, OpenMethod.MakeGenericMethod(value).CreateDelegate<Func<object, object?>>());
        }

        return new BoundResult(Nullable.GetUnderlyingType(inner) ?? inner);
    }

    /// <returns>The value or the <see cref="Decision"/> of what a delegate returned; null for nothing.</returns>
    public object? Open(object? returned) => returned is null || _open is null ? returned : _open(returned);

    private static object? Open<T>(object outcome) => ((Outcome<T>)outcome).TryGet(out var value) ? value : ((Outcome<T>)outcome).Refusal;
}
