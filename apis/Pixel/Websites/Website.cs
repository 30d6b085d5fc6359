using System.Text.Json.Serialization;
using Lintel.Management;

namespace Lintel.Pixel;

/// <summary>A website as its list shows it.</summary>
/// <param name="Id">Such as <c>admx_…</c>.</param>
/// <param name="Domain">Its host name.</param>
/// <param name="Name">The name for people.</param>
/// <param name="CreatedAt">When it was added; the one member that the page writes in camel case.</param>
internal sealed record Website(string Id, string Domain, string Name, [property: JsonPropertyName("createdAt")] string CreatedAt);

/// <summary>A website with the account it belongs to, for dashboard calls.</summary>
internal sealed record OwnedWebsite(string Id, string AccountId) : IAccountOwned;

/// <summary>What a new website is made from.</summary>
internal sealed record NewWebsite(string Domain, string Name);
