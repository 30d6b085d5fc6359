using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells the texts of a model state: what validation says of a field is kept, and what the framework says of a body that it could not read is put in the
/// words of the contract. Its own texts for that name .NET types.
/// </summary>
internal sealed class ModelStateFaults(ApiCall call)
{
    private const int MostFaults = 100;

    private readonly ForeignFields _fields = new(call);
    private readonly List<(string Name, FieldFault Fault)> _faults = [];
    private bool _isUnread;

    /// <summary>The refusal of the body as a whole; null where it could be read.</summary>
    public Refusal? Unreadable { get; private set; }

    /// <summary>
    /// The faults by field. A body that could not be read leaves its parameter without a value, for which the framework reports a second fault.
    /// </summary>
    public IReadOnlyList<FieldFault> Faults => [.. _faults.Where(item => !(_isUnread && IsBody(item.Name))).Select(item => item.Fault)];

    /// <summary>Takes a text that says that the framework could not read the body.</summary>
    /// <param name="name">The key in the model state; empty for the request as a whole.</param>
    /// <param name="text">The text as the framework wrote it.</param>
    /// <returns>false where the text says something else, and nothing was taken.</returns>
    public bool TakesUnread(string name, string text)
    {
        if (OfBody(name, text) is not { } refusal)
        {
            return false;
        }

        _isUnread = true;
        if (refusal.Faults is [{ Field.Length: 0 }])
        {
            Unreadable ??= refusal;
        }
        else
        {
            _faults.AddRange(refusal.Faults.Select(fault => (string.Empty, fault)));
        }

        return true;
    }

    /// <summary>Adds what validation says of a field.</summary>
    /// <param name="name">The key in the model state; empty for the request as a whole.</param>
    /// <param name="problem">The message, a whole sentence on one line.</param>
    public void Add(string name, string problem)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Add((name, _fields.Fault(name, problem)));
        }
    }

    private Refusal? OfBody(string name, string text)
    {
        if (JsonProblem.Find(text) is { } problem)
        {
            return JsonFaults.Of(problem, call);
        }

        return name.Length > 0 ? null
            : string.Equals(text, "A non-empty request body is required.", StringComparison.Ordinal) ? JsonFaults.EmptyOrNull(call)
            : FormFaults.Find(text);
    }

    private bool IsBody(string name) =>
        call.Http.GetEndpoint()?.Metadata.GetMetadata<ActionDescriptor>() is { } action
        && ActionParameters.BodyOf(action) is { } body
        && string.Equals(body.BindingInfo?.BinderModelName ?? body.Name, name, StringComparison.OrdinalIgnoreCase);
}
