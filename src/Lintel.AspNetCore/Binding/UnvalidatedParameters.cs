using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Validation;

namespace Lintel.AspNetCore;

/// <summary>
/// Keeps <c>AddValidation</c> from what a handler takes of Lintel: the caller's records and what the stages have loaded are not the caller's to mend, and what
/// the stage <c>body</c> has read is validated already.
/// </summary>
#pragma warning disable ASP0029 // The interfaces may still change in a future version of the framework, which a build against it would show.
internal sealed class UnvalidatedParameters : IValidatableInfoResolver
{
    private static readonly Nothing Skipped = new();

    /// <summary>Puts it before the resolvers of the application; without <c>AddValidation</c> nobody asks it.</summary>
    public static void Add(IServiceCollection services) =>
        services.PostConfigure<ValidationOptions>(options => options.Resolvers.Insert(0, new UnvalidatedParameters()));

    public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        validatableInfo = IsOfLintel(type) ? Skipped : null;
        return validatableInfo is not null;
    }

    public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo) =>
        TryGetValidatableTypeInfo(Nullable.GetUnderlyingType(parameterInfo.ParameterType) ?? parameterInfo.ParameterType, out validatableInfo);

    private static bool IsOfLintel(Type type) => type == typeof(ApiCall)
        || type == typeof(Operation)
        || type == typeof(IdempotentWork)
        || type == typeof(Contracts.Contract)
        || CurrentCall.Binds(type)
        || BoundParameters.IsRead(type)
        || BoundParameters.IsOf(type, typeof(Resource<>));

    private sealed class Nothing : IValidatableInfo
    {
        public Task ValidateAsync(object? value, ValidateContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
