/* global SwaggerUIBundle */
SwaggerUIBundle({
  url: 'docs/openapi.json',
  domNode: document.getElementById('docs'),
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // it would send the contract to a server of the viewer's makers
  validatorUrl: null,
});
