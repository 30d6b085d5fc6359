using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Reads JSON or a query string into a .NET type, and notes every fault in the contract's words.</summary>
internal sealed class TypeReader
{
    private readonly TypePlan _plan;

    // Asked once: an application without validators opens no scope of services for a body.
    private readonly bool _hasValidators;

    /// <param name="type">The type.</param>
    /// <param name="options">The options by which the application writes JSON.</param>
    /// <param name="hasValidators">True where a request has services of <see cref="IBodyValidator"/>.</param>
    /// <exception cref="NotSupportedException">The serializer does not take the type, or no body is of it.</exception>
    public TypeReader(Type type, JsonSerializerOptions options, bool hasValidators)
    {
        _plan = TypePlan.Of(options.GetTypeInfo(type));
        _hasValidators = hasValidators;
        if (_plan.Kind == JsonTypeInfoKind.None)
        {
            throw new NotSupportedException(
                "A body is a JSON object or a list, and this is read from another value. Take a record with a member of this type, or bind it as a parameter.");
        }

        if (type.IsAbstract && _plan is { Kind: JsonTypeInfoKind.Object, Discriminator: null })
        {
            throw new NotSupportedException("It is abstract, and nothing says which type to make. Take a class, or add [JsonPolymorphic] and [JsonDerivedType].");
        }
    }

    /// <summary>The type as the serializer sees it.</summary>
    public JsonTypeInfo Info => _plan.Info;

    /// <summary>True where the body is a list.</summary>
    public bool TakesList => _plan.Kind == JsonTypeInfoKind.Enumerable;

    /// <returns>The value; without meaning where a fault was noted.</returns>
    public ValueTask<object?> ReadBody(FieldReader fields)
    {
        fields.TakeAll();
        return ReadAsync(fields, fields.Whole);
    }

    /// <returns>The value; without meaning where a fault was noted.</returns>
    public ValueTask<object?> ReadQuery(FieldReader fields)
    {
        var query = new JsonObject();
        foreach (var member in _plan.Members)
        {
            var sent = fields.Call.Http.Request.Query[member.Name];
            if (sent.Count > 1 && fields.RefusesUnknown && member.Plan.Kind != JsonTypeInfoKind.Enumerable)
            {
                fields.NoteRepeated(member.Name, sent.Count);
                sent = sent[0];
            }

            if (fields.Has(member.Name))
            {
                query[member.Name] = QueryValue.Of(sent, member.Plan);
            }
        }

        return ReadAsync(fields, JsonSerializer.SerializeToElement(query));
    }

    private ValueTask<object?> ReadAsync(FieldReader fields, JsonElement json)
    {
        var (isRead, value) = TypeWalk.TryRead(json, _plan.Info);
        var walk = new TypeWalk(fields, isRead);
        walk.Visit(json, _plan, value, string.Empty, items: TakesList ? ItemNullability.OfBody : null);
        if (!isRead && fields.FaultCount == 0)
        {
            // Read by itself, each part is as it should be: only the serializer knows what is wrong with the whole.
            fields.Note(string.Empty, "The request body has a value that cannot be read.");
        }

        // Validators expect what the type promises: without it they would throw, and whoever leaves out a member would be answered by an error of the server.
        return _hasValidators && value is not null && walk.IsComplete && !fields.IsFull
            ? ValidateAsync(fields, value)
            : ValueTask.FromResult(value);
    }

    private async ValueTask<object?> ValidateAsync(FieldReader fields, object value)
    {
        BodyValidationContext? context = null;
        var http = fields.Call.Http;
        foreach (var validator in http.RequestServices.GetServices<IBodyValidator>())
        {
            context ??= new BodyValidationContext(fields, _plan, value);
            await validator.ValidateAsync(context, http.RequestAborted);
        }

        return value;
    }
}
