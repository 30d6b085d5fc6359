namespace Lintel.Contracts;

/// <summary>The texts of a request that error bodies name.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Origin">The address of the application's root, without a slash at its end; empty where it is not known.</param>
internal readonly record struct RequestTexts(string Id, string Origin);
