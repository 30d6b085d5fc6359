using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>The builder that <c>AddLintel</c> returns.</summary>
internal sealed class LintelBuilder(IServiceCollection services) : ILintelBuilder
{
    public IServiceCollection Services { get; } = services;
}
