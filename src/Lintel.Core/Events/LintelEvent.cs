using System.Text.Json.Nodes;

namespace Lintel.Events;

/// <summary>Something that happened to the records of the management API, of which webhooks tell.</summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Data">What it is about: ids, words and moments, never a secret.</param>
internal sealed record LintelEvent(string Type, JsonObject Data);
