namespace Lintel.AspNetCore;

/// <summary>A type whose members are the parameters of a query string, for those who describe the API.</summary>
/// <param name="Type">The type.</param>
internal sealed record QueryDescription(Type Type);
