using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Binds the delegates of one operation to its route, and notes those that cannot be bound.</summary>
internal sealed class OperationDelegates(Operation operation, RoutePattern route, IServiceProvider services)
{
    private readonly string? _lastParameter = route.Parameters is [.., var last] ? last.Name : null;

    /// <summary>Adds what decides whether the request goes on.</summary>
    public void AddCheck(string method, List<StageDelegate> checks, StageDescriptor stage, Delegate check)
    {
        if (Bind(method, check, stage) is not { } bound)
        {
            return;
        }

        if (bound.Result is { Value: not null, IsDecision: false, IsOutcome: false })
        {
            Fault(method, $"It returns {bound.Result.Value.Name}. Return a Decision, an Outcome<T>, or nothing.");
            return;
        }

        // No refusal is none; no decision is a mistake, and must not let anybody pass.
        var decides = bound.Result.Value == typeof(Decision);
        checks.Add(async call => bound.Result.Open(await bound.InvokeAsync(call)) switch
        {
            Refusal refusal => refusal,
            null when decides => throw new InvalidOperationException(
                $"{operation.Name} has a delegate for {method} that returned null in place of a Decision."),
            _ => Decision.Pass,
        });
    }

    /// <summary>Adds what loads a record.</summary>
    /// <param name="load">The delegate.</param>
    /// <param name="name">The kind of record for people, such as <c>Order</c>; null for none.</param>
    public void AddResource(Delegate load, string? name)
    {
        if (Bind("Resource", load, StageDescriptor.Resource) is not { } bound)
        {
            return;
        }

        if (bound.Result.Value is null)
        {
            Fault("Resource", "It returns nothing. Return the record, or null where there is none.");
            return;
        }

        if (bound.Result.Value == typeof(bool) || typeof(IResult).IsAssignableFrom(bound.Result.Value))
        {
            Fault("Resource", $"It returns {bound.Result.Value.Name}, which is no record. Return the record, or null where there is none.");
            return;
        }

        operation.ResourceTypes.Add(bound.Result.Value);
        operation.MayLackResource |= bound.Result.MayBeNull;
        operation.ResourceLoads.Add(async call =>
        {
            switch (bound.Result.Open(await bound.InvokeAsync(call)))
            {
                case null:
                    return Missing(call, name);
                case Decision decision:
                    return decision;
                case var value:
                    call.AddResource(value);
                    return Decision.Pass;
            }
        });
    }

    /// <summary>Binds a delegate that returns a text.</summary>
    /// <returns>The text; null where the delegate cannot be bound, which is noted.</returns>
    public BoundText? Text(string method, Delegate text, StageDescriptor stage)
    {
        if (Bind(method, text, stage) is not { } bound)
        {
            return null;
        }

        if (bound.Result.Value != typeof(string))
        {
            Fault(method, "It must return a string.");
            return null;
        }

        return new BoundText(bound.InvokeAsync, bound.NeedsBody);
    }

    /// <summary>Binds a delegate that reads fields.</summary>
    /// <returns>The delegate; null where it cannot be bound, which is noted.</returns>
    public BoundFields? Fields(string method, Delegate read)
    {
        if (Bind(method, read, StageDescriptor.Body) is not { } bound)
        {
            return null;
        }

        if (bound.Result is { Value: null } or { IsDecision: true } or { IsOutcome: true })
        {
            Fault(method, "Return what was read; faults are noted by the FieldReader.");
            return null;
        }

        return new BoundFields(bound, bound.Result.Value);
    }

    /// <summary>Makes the reader of a type.</summary>
    /// <returns>The reader; null where the serializer does not take the type, which is noted.</returns>
    public TypeReader? ReaderOf(Type type, string method)
    {
        try
        {
            var hasValidators = services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IBodyValidator));
            return new TypeReader(type, services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, hasValidators);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            operation.DelegateFaults.Add($"{operation.Name} says {method}<{type.Name}>, which cannot be read. {exception.Message}");
            return null;
        }
    }

    private BoundDelegate? Bind(string method, Delegate handler, StageDescriptor stage)
    {
        try
        {
            var bound = services.GetRequiredService<BoundDelegates>().Of(handler, route);
            OperationBinding.Note(operation, handler.Method, method, stage);
            operation.StageParameters.AddRange(bound.Bindings);
            return bound;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException)
        {
            Fault(method, exception.Message);
            return null;
        }
    }

    private void Fault(string method, string problem) =>
        operation.DelegateFaults.Add($"{operation.Name} has a delegate for {method} that does not fit. {problem.ReplaceLineEndings(" ").Trim()}");

    private Refusal Missing(ApiCall call, string? name)
    {
        var id = _lastParameter is null ? string.Empty : call.Http.Request.RouteValues[_lastParameter]?.ToString() ?? string.Empty;
        return name is not null
            ? Refusal.Missing(name, id)
            : Refusal.For(Condition.ResourceMissing, ("problem", "Nothing was found at this path."), ("resource", string.Empty), ("id", id));
    }
}

/// <summary>A delegate that reads fields.</summary>
internal sealed class BoundFields(BoundDelegate bound, Type type)
{
    /// <summary>The type of what it returns.</summary>
    public Type Type => type;

    /// <returns>What the delegate returns.</returns>
    public async ValueTask<object?> ReadAsync(FieldReader fields)
    {
        fields.Call.Reader = fields;
        try
        {
            return await bound.InvokeAsync(fields.Call);
        }
        finally
        {
            fields.Call.Reader = null;
        }
    }
}
