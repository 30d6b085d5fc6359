using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Lintel.AspNetCore;

/// <summary>The types of a method's parameters, as far as Lintel binds them.</summary>
internal static class BoundParameters
{
    /// <summary>The types of the parameters, those of <c>[AsParameters]</c> included.</summary>
    public static IReadOnlyList<Type> Of(MethodInfo method) => [.. method.GetParameters().SelectMany(TypesOf)];

    /// <summary>The types of the parameters of an endpoint's handler or action; none where it is neither.</summary>
    public static IReadOnlyList<Type> Of(IEnumerable<object> metadata) => MethodOf(metadata) is { } method ? Of(method) : [];

    /// <summary>The method of an endpoint's handler or action; null where it is neither.</summary>
    public static MethodInfo? MethodOf(IEnumerable<object> metadata) =>
        metadata.OfType<ControllerActionDescriptor>().LastOrDefault()?.MethodInfo ?? metadata.OfType<MethodInfo>().LastOrDefault();

    /// <summary>Tells whether a parameter takes what the <c>body</c> stage reads.</summary>
    public static bool IsRead(Type type) => IsOf(type, typeof(Body<>)) || IsOf(type, typeof(Query<>));

    /// <summary>Tells whether a type is made from a generic one.</summary>
    public static bool IsOf(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

    private static IEnumerable<Type> TypesOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.IsDefined(typeof(AsParametersAttribute))
            ? type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(inner => inner.ParameterType)
                .Concat(type.GetProperties().Select(property => property.PropertyType)).Distinct()
            : [type];
    }
}
