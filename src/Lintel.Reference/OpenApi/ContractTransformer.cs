using System.Runtime.CompilerServices;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>
/// Adds what the contracts say to the operations of an application's own OpenAPI document. It runs once for each operation whenever the document is made, which
/// may be for several requests at once, and for a build without any.
/// </summary>
internal sealed class ContractTransformer : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private readonly ConditionalWeakTable<OpenApiDocument, GuestDocument> _documents = [];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Document is not { } document)
        {
            return;
        }

        var services = context.ApplicationServices;
        if (services.GetService<ApiDirectory>() is null)
        {
            throw new InvalidOperationException(
                "Lintel is not among the services. Call AddLintel(...) on them, or take AddOpenApi(options => options.AddLintel()) away.");
        }

        await _documents.GetValue(document, made => new GuestDocument(made, context.DocumentName, services)).AddAsync(operation, context.Description);
    }

    /// <summary>Runs once all operations are described.</summary>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        if (_documents.TryGetValue(document, out var guest))
        {
            guest.RemoveUnused();
        }

        return Task.CompletedTask;
    }
}
