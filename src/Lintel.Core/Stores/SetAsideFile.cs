namespace Lintel.Stores;

/// <summary>A file that could not be used at start-up and was renamed, so that a new one could be begun.</summary>
/// <param name="Path">Where it lies now.</param>
/// <param name="Reason">Why it could not be used, one or more sentences.</param>
internal sealed record SetAsideFile(string Path, string Reason);
