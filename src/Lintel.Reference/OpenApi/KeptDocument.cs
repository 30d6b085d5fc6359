using Lintel.AspNetCore;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>The document of an API as texts, kept for the address that was asked at last and as long as the API has the same operations.</summary>
/// <param name="runtime">The API.</param>
/// <param name="document">Makes the document.</param>
internal sealed class KeptDocument(ApiRuntime runtime, ApiDocument document)
{
    private Kept? _kept;

    public async Task<DocumentTexts> ForAsync(PublicOrigin origin)
    {
        var kept = _kept;
        if (kept is null || kept.Origin != origin || !ReferenceEquals(kept.Operations, runtime.Operations))
        {
            // Those who ask meanwhile wait for the same document.
            _kept = kept = new Kept(origin, runtime.Operations, new Lazy<Task<DocumentTexts>>(() => MakeAsync(origin)));
        }

        try
        {
            return await kept.Texts.Value;
        }
        catch
        {
            _ = Interlocked.CompareExchange(ref _kept, null, kept);
            throw;
        }
    }

    private async Task<DocumentTexts> MakeAsync(PublicOrigin origin)
    {
        var made = await document.MakeAsync(origin);
        return new DocumentTexts(
            await made.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1),
            await made.SerializeAsYamlAsync(OpenApiSpecVersion.OpenApi3_1));
    }

    private sealed record Kept(PublicOrigin Origin, IReadOnlyList<Operation> Operations, Lazy<Task<DocumentTexts>> Texts);
}

/// <summary>A document in both of its forms.</summary>
/// <param name="Json">The document as JSON.</param>
/// <param name="Yaml">The document as YAML.</param>
internal sealed record DocumentTexts(string Json, string Yaml);
