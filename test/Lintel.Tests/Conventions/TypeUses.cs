using System.Reflection;
using System.Reflection.Emit;

namespace Lintel.Tests.Conventions;

/// <summary>
/// Reads from a compiled type which types it uses, extension methods and what stands behind <c>var</c> included. Constants and <c>nameof</c> leave no trace
/// there.
/// </summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Operations = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(operation => operation.Value);

    /// <summary>The types that a type uses, nested ones as the type that they stand in.</summary>
    public static IReadOnlySet<Type> Of(Type type) => InType(type).SelectMany(Parts).ToHashSet();

    private static IEnumerable<Type> InType(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. InAttributes(type),
        .. InParameters(type),
        .. type.GetFields(Declared).SelectMany(field => InAttributes(field).Append(field.FieldType)),
        .. type.GetProperties(Declared).SelectMany(InAttributes),
        .. type.GetMethods(Declared).SelectMany(method => InMethod(method).Append(method.ReturnType)),
        .. type.GetConstructors(Declared).SelectMany(InMethod),
        .. type.GetNestedTypes(Declared).SelectMany(InType),
    ];

    private static IEnumerable<Type> InMethod(MethodBase method)
    {
        var body = method.GetMethodBody();
        return
        [
            .. InAttributes(method),
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method.IsGenericMethod ? method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()) : [],
            .. body?.LocalVariables.Select(local => local.LocalType) ?? [],
            .. body?.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!) ?? [],
            .. InCode(method, body?.GetILAsByteArray() ?? []),
        ];
    }

    private static IEnumerable<Type> InParameters(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()) : [];

    private static IEnumerable<Type> InAttributes(MemberInfo member) => member.GetCustomAttributesData()
        .SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType));

    private static IEnumerable<Type> InCode(MethodBase method, byte[] code)
    {
        var ofType = method.DeclaringType!.GetGenericArguments();
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < code.Length;)
        {
            const byte TwoBytes = 0xFE;
            var operation = Operations[code[at] == TwoBytes ? (short)((TwoBytes << 8) | code[at + 1]) : code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                foreach (var type in Named(method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!))
                {
                    yield return type;
                }
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => sizeof(int) + (BitConverter.ToInt32(code, at) * sizeof(int)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Named(MemberInfo member) => member switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method => method.GetGenericArguments().Append(method.DeclaringType!),
        _ => [member.DeclaringType!],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(Outermost(type.GetGenericTypeDefinition()))
        : [Outermost(type)];

    private static Type Outermost(Type type) => type.DeclaringType is { } around ? Outermost(around) : type;
}
